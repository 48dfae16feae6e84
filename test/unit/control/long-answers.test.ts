import assert from "node:assert/strict";
import { test } from "node:test";
import { wholeVariables } from "../../../src/cli/ctl/variables.ts";
import type { Controlled } from "../../../src/daemon/control/controlled.ts";
import { REQUESTS } from "../../../src/daemon/control/requests/index.ts";
import { dumpHead } from "../../../src/daemon/dump-state.ts";
import { engineWith, feed } from "../store/engines.ts";

const LINE = "x".repeat(9000);
const LINES = 100;
const MOST_CHARACTERS = 80_000;
const RULES = `type=Single
ptype=RegExp
pattern=(x+)
desc=any
action=add STORE $1; copy STORE %all; assign %short $1
`;
const engine = engineWith(RULES);
feed(engine, ...Array.from({ length: LINES }, () => LINE));

interface Item {
  readonly name: string | readonly string[];
  readonly value?: string;
  readonly buffer?: readonly string[];
}

function itemsOf(request: string, args: Readonly<Record<string, boolean>>): Item[] {
  const answer = REQUESTS[request]!.answer({ engine } as Controlled, args) as unknown;
  return [...(answer as { readonly items: Iterable<Item> }).items].filter((item) => item !== undefined);
}

test("long values of variables come in several items, and are put together again", async () => {
  const items = itemsOf("variables", {});
  assert.ok(items.length > 10);
  for (const { value } of items) assert.ok((value?.length ?? 0) <= MOST_CHARACTERS);
  async function* received() {
    yield* items;
  }
  const whole: Record<string, string | number | null> = {};
  for await (const { name, value } of wholeVariables(received())) whole[name] = value;
  assert.equal(whole["all"], Array.from({ length: LINES }, () => LINE).join("\n"));
  assert.equal(whole["short"], LINE);
});

test("long event stores come in several items, of as many lines as are not too long together", () => {
  const items = itemsOf("contexts", { lines: true });
  assert.ok(items.length > 10);
  for (const { buffer } of items) assert.ok(buffer!.join("").length <= MOST_CHARACTERS);
  assert.deepEqual(items.flatMap(({ buffer }) => buffer).length, LINES);
});

test("what the dump is begun with has no set variable in it", () => {
  const { variables } = dumpHead({ engine, children: [], commandLine: [] } as never);
  assert.equal("all" in variables, false);
  assert.equal(variables["%"], "%");
});
