import assert from "node:assert/strict";
import { test } from "node:test";
import { type StatusSource, statusLine } from "../../../src/daemon/status-line.ts";

type Inputs = StatusSource["inputs"];
type Engine = StatusSource["engine"];

const file = { file: "/var/log/a", context: "A", lines: 1, status: "Open", type: "regular file" } as const;
const journal = { file: "journal", context: "J", lines: 1, status: "Open", type: "journal" } as const;
const engine = { ruleSet: { files: [] }, processedLines: 30 } as unknown as Engine;

function line(inputs: Inputs, stateTrouble?: string): string {
  const source = { engine, inputs, faults: 0, complaints: [], stateTrouble };
  return statusLine(source, { lines: 10, at: 0 }, { lines: 30, at: 2000 });
}

test("the status says how far files and the journal are behind", () => {
  assert.equal(
    line([
      { ...file, offset: 100, size: 2148 },
      { ...journal, lagSeconds: 75.4 },
    ]),
    "0 rules, 2 inputs, 2 KiB behind of /var/log/a, 75 s behind the journal, 0 operations, 10 lines/s",
  );
  assert.equal(
    line([
      { ...file, offset: 5, size: 5 },
      { ...journal, lagSeconds: 2 },
    ]),
    "0 rules, 2 inputs, 0 operations, 10 lines/s",
  );
});

test("the status begins with why the state cannot be written", () => {
  assert.equal(
    line([], "disk is full"),
    "degraded: the state cannot be written: disk is full, 0 rules, 0 inputs, 0 operations, 10 lines/s",
  );
});
