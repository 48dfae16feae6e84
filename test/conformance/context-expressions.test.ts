import assert from "node:assert/strict";
import { after, test } from "node:test";
import { runEngine } from "./engine.ts";
import { createRandom, type Random } from "./fuzz/random.ts";
import type { ConformanceCase } from "./outcome.ts";
import { closeReference, runReference } from "./reference.ts";

const NAMES = ["A", "B", "C", "D", "E"];

after(closeReference);

function level(random: Random, depth: number): string {
  const operands = Array.from({ length: random.between(depth === 0 ? 1 : 2, 4) }, () => {
    const negations = random.weighted([
      [8, ""],
      [2, "!"],
      [1, "!!"],
    ]);
    const inside = depth > 0 && random.chance(0.45);
    return negations + (inside ? `(${level(random, depth - 1)})` : random.pick(NAMES));
  });
  return operands.reduce((left, right) => `${left} ${random.pick(["&&", "||"])} ${right}`);
}

/** Context expressions of every shape, most of them with `&&` after `||` somewhere. */
function expressions(seed: number, count: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => level(random, random.between(1, 3)));
}

/** One rule for each expression, which writes its number when the expression is true. */
function rulesFor(contexts: readonly string[], pattern: (at: number) => string): string {
  return contexts
    .map(
      (context, at) =>
        `type=Single\ncontinue=TakeNext\nptype=RegExp\npattern=${pattern(at)}\ncontext=${context}\n` +
        `desc=true\naction=write - ${at}: true\n`,
    )
    .join("\n");
}

/** Neighbours differ in one bit. */
function gray(number: number): number {
  return number ^ (number >> 1);
}

async function assertSame(conformanceCase: ConformanceCase, contexts: readonly string[]): Promise<void> {
  const expected = await runReference(conformanceCase);
  assert.deepEqual(
    expected.log.flatMap(({ lines }) => lines).filter((line) => line.includes("Invalid")),
    [],
  );
  const lines = (outcome: typeof expected) =>
    outcome.ordered.flatMap(({ time, lines: written }) => written.map((line) => `${time} ${line}`));
  const [wanted, had] = [new Set(lines(expected)), new Set(lines(runEngine(conformanceCase)))];
  const onOneSide = [...wanted, ...had].filter((line) => !wanted.has(line) || !had.has(line));
  const different = onOneSide.map((line) => {
    const expression = contexts[Number(/^\d+ (\d+)/.exec(line)?.[1])];
    return `${wanted.has(line) ? "only the reference" : "only the engine"}: ${line} (${expression})`;
  });
  assert.deepEqual(different.slice(0, 10), []);
  assert.ok(wanted.size > contexts.length);
}

test("thousands of context expressions are as in the reference, whichever contexts exist", async () => {
  const contexts = expressions(1, 2500);
  const change =
    "type=Single\nptype=RegExp\npattern=^create (\\w+)\ndesc=x\naction=create $1\n\n" +
    "type=Single\nptype=RegExp\npattern=^delete (\\w+)\ndesc=x\naction=delete $1\n\n";
  const seconds = Array.from({ length: 2 ** NAMES.length - 1 }, (_, at) => {
    const changed = gray(at) ^ gray(at + 1);
    const name = NAMES[Math.log2(changed)]!;
    const verb = (gray(at + 1) & changed) === 0 ? "delete" : "create";
    return `@${1_000_001 + at} ${verb} ${name}\ntry\n`;
  });
  const rules = change + rulesFor(contexts, () => "^try");
  await assertSame(
    {
      name: "expressions",
      files: { "a.conf": rules },
      trace: `@1000000 try\n${seconds.join("")}`,
      options: [],
    },
    contexts,
  );
});

test("the same operands are evaluated in the same order: those that are over end and say so", async () => {
  const contexts = expressions(2, 250);
  const sets = Array.from({ length: 2 ** NAMES.length }, (_, bits) => {
    const actions = NAMES.map((name, at) =>
      (bits >> at) & 1 ? `create ${name}` : `create ${name} 1 (write - $1: ${name})`,
    );
    return (
      `type=Single\nptype=RegExp\npattern=^set ${bits} (\\d+)$\ndesc=x\n` +
      `action=${NAMES.map((name) => `delete ${name}`).join("; ")}; ${actions.join("; ")}\n\n`
    );
  });
  const rules = sets.join("") + rulesFor(contexts, (at) => `^try ${at}$`);
  let second = 1_000_000;
  const lines = contexts.map((_, at) => {
    const bits = at % sets.length;
    second += 2;
    return `@${second} set ${bits} ${at}\n@${second + 2} try ${at}\n`;
  });
  await assertSame(
    {
      name: "evaluated",
      files: { "a.conf": rules },
      trace: lines.join(""),
      options: ["--cleantime=100000"],
    },
    contexts,
  );
});
