import "../../../src/linear-engine.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compileRegex, type Regex } from "../../../src/regex/index.ts";

const LENGTH = 30_000;
/** Generous: the point is that the time does not explode. `test/bench/regex.ts` measures. */
const DEADLINE_MILLISECONDS = 3_000;

const HOSTILE: readonly (readonly [pattern: string, subject: string])[] = [
  ["(a+)+$", `${"a".repeat(LENGTH)}!`],
  ["(x+x+)+y", `y${"x".repeat(LENGTH)}`],
  ["^(\\w+\\s?)*$", `${"word ".repeat(LENGTH / 5)}!`],
  [".*foo.*bar.*baz", `baz${"foobar".repeat(LENGTH / 6)}`],
  ["foo.*bar.*baz", `baz${"foobar".repeat(LENGTH / 6)}`],
  ["(?!x)(a+)+$", `${"a".repeat(LENGTH)}!`],
  ["^((\\w+)\\s?)*\\2$", `${"word ".repeat(LENGTH / 5)}!`],
  ["(a{1,50}){1,50}b", `b!${"a".repeat(LENGTH)}`],
  ["\\s+$", `${" ".repeat(LENGTH)}x`],
  ["(a|aa)+$", `${"a".repeat(LENGTH)}!`],
  ["(?:.*,){11}P", `P!${",a".repeat(LENGTH / 2)}`],
  ["(?i)(a+)+\\1$", `${"a".repeat(LENGTH)}!`],
  ["((?:a|b)*)*c\\1\\?", `c!${"ab".repeat(LENGTH / 2)}`],
  ["(\\((?:[^()]|(?1))*\\))x", `x${"(".repeat(LENGTH)}`],
];

function compiled(pattern: string): Regex {
  const result = compileRegex(pattern);
  assert.ok(result.ok, pattern);
  return result.regex;
}

test("no hostile line takes long, whichever engine runs the pattern", () => {
  for (const [pattern, subject] of HOSTILE) {
    const regex = compiled(pattern);
    const start = performance.now();
    const matched = regex.test(subject);
    const milliseconds = performance.now() - start;
    assert.notEqual(matched, true, pattern);
    assert.ok(milliseconds < DEADLINE_MILLISECONDS, `${pattern}: ${milliseconds} ms`);
  }
});

test("nested repeats are decided, not given up, where nothing but the place matters", () => {
  for (const pattern of ["(a+)+$", "(?!x)(a+)+$", "((?:a+)+)(?<=a)$", "(a*)*$b|(a|aa)+!$"]) {
    assert.equal(compiled(pattern).test(`${"a".repeat(5_000)}?`), false, pattern);
    assert.equal(compiled(pattern).hostile, false, pattern);
  }
});

test("a match that uses up its budget says so", () => {
  const result = compileRegex("^((\\w+)\\s?)*\\2$", "", { stepBudget: 1_000 });
  assert.ok(result.ok);
  assert.equal(result.regex.test(`${"word ".repeat(100)}!`), "limit");
  assert.equal(result.regex.exec(`${"word ".repeat(100)}!`), "limit");
  assert.equal(result.regex.hostile, true);
  assert.deepEqual(result.regex.exec("word word")?.[2], "word");
});

test("without V8's linear engine the machine runs what could blow up, with the same result", () => {
  const program = `
    import { compileRegex } from "./src/regex/index.ts";
    const { regex } = compileRegex(".X(.+)+X");
    const subject = "bbbbXcX" + "a".repeat(23);
    console.log(JSON.stringify([regex.engine, regex.exec(subject)]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module-typescript", "--eval", program],
    {
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      encoding: "utf8",
      timeout: 20_000,
    },
  );
  assert.equal(stdout, '["vm",["bXcX","c"]]\n', stderr);
});

test("calls without end are given up", () => {
  assert.equal(compiled("(?R)?a|(?R)").test("b"), "limit");
});

test("patterns as rule sets have them run in V8", () => {
  const patterns = [
    "sshd\\[\\d+\\]: Failed password for (?:invalid user )?(\\S+) from ([\\d.]+) port \\d+ ssh2",
    "^\\w{3}\\s+\\d+ [\\d:]+ (\\S+) kernel: .*(?:error|fail)",
    "(?i)authentication failure;.*rhost=(?<host>\\S+)",
    "%ASA-\\d-\\d{6}: (?!Teardown)(.*)$",
    "(\\d{1,3}(?:\\.\\d{1,3}){3})",
    "^(?>\\S+) (\\S++) \\R?",
  ];
  for (const pattern of patterns) assert.equal(compiled(pattern).engine, "v8", pattern);
});

test("what V8 cannot say exactly runs in the machine, with the reason", () => {
  const reasons = new Map([
    ["(?:(a)|b)*c", "a capture that an iteration of its loop may leave unset"],
    ["(a)?\\1", "a backreference to a group that may be unset"],
    ["(?i)(a)\\1", "a backreference that ignores case"],
    ["(a(?1)?b)", "recursion"],
    ["a\\Kb", "\\K"],
    ["a(*COMMIT)b", "(*COMMIT)"],
  ]);
  for (const [pattern, reason] of reasons) {
    assert.equal(compiled(pattern).engine, "vm", pattern);
    assert.equal(compiled(pattern).reason, reason);
  }
});

test("a line too deep for V8's stack is matched by the machine", () => {
  const subject = `${"ab".repeat(400_000)}!`;
  const regex = compiled("^(?:a|b|cd)+!$");
  assert.equal(regex.engine, "v8");
  assert.equal(regex.test(subject), true);
  assert.equal(regex.exec(subject)?.[0], subject);
  assert.deepEqual([...(regex.spans(subject) as Int32Array)], [0, subject.length]);
});

test("a line of ten megabytes gets an answer from every method, whatever V8's stack holds", () => {
  const regex = compiled("^(?:(?!c).)*$");
  assert.equal(regex.engine, "v8");
  const subject = "a".repeat(10_000_000);
  for (const answer of [regex.test(subject), regex.exec(subject), regex.spans(subject)]) assert.ok(answer);
});

test("repeated alternatives of one byte each take no stack", () => {
  const subject = "ab".repeat(5_000_000);
  assert.equal(compiled("^(?:a|b)*$").test(subject), true);
  const machine = compileRegex("^(?:a|b)*$", "", { only: "vm" });
  assert.ok(machine.ok);
  assert.equal(machine.regex.test(subject), true);
});
