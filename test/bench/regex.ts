import "../../src/linear-engine.ts";

import { compileRegex } from "../../src/regex/index.ts";

/**
 * Prints how long patterns take to compile, and how long hostile lines take. Run it with the pinned Node:
 * `node test/bench/regex.ts`. Times are the best and the median of several runs.
 */
const LENGTH = 30_000;

const TYPICAL = [
  "sshd\\[\\d+\\]: Failed password for (?:invalid user )?(\\S+) from ([\\d.]+) port \\d+ ssh2",
  "^\\w{3}\\s+\\d+ [\\d:]+ (\\S+) kernel: .*(?:error|fail)",
  "(?i)authentication failure;.*rhost=(?<host>\\S+)\\s+user=(?<user>\\S+)",
  "%ASA-\\d-(\\d{6}): (?!Teardown)(.*)$",
  "((?:\\d{1,3}\\.){3}\\d{1,3})",
];

const HOSTILE: readonly (readonly [pattern: string, subject: string])[] = [
  ["(a+)+$", `${"a".repeat(LENGTH)}!`],
  ["(x+x+)+y", "x".repeat(LENGTH)],
  ["(x+x+)+y", `y${"x".repeat(LENGTH)}`],
  ["^(\\w+\\s?)*$", `${"word ".repeat(LENGTH / 5)}!`],
  [".*foo.*bar.*baz", "foobar".repeat(LENGTH / 6)],
  [".*foo.*bar.*baz", `baz${"foobar".repeat(LENGTH / 6)}`],
  ["(?!x)(a+)+$", `${"a".repeat(LENGTH)}!`],
  ["^((\\w+)\\s?)*\\2$", `${"word ".repeat(LENGTH / 5)}!`],
  ["(a{1,50}){1,50}b", "a".repeat(LENGTH)],
  ["(a{1,50}){1,50}b", `b!${"a".repeat(LENGTH)}`],
  ["\\s+$", `${" ".repeat(LENGTH)}x`],
];

function times(runs: number, action: () => void): string {
  const milliseconds = Array.from({ length: runs }, () => {
    const start = performance.now();
    action();
    return performance.now() - start;
  }).toSorted((left, right) => left - right);
  const median = milliseconds[runs >> 1]!;
  return `best ${shown(milliseconds[0]!)}, median ${shown(median)}, worst ${shown(milliseconds.at(-1)!)}`;
}

function shown(milliseconds: number): string {
  return milliseconds < 1 ? `${(milliseconds * 1000).toFixed(1)} us` : `${milliseconds.toFixed(1)} ms`;
}

function show(label: string, timing: string): void {
  console.log(`${label.padEnd(34)} ${timing}`);
}

function thousand(test: () => unknown): () => void {
  return () => {
    for (let count = 0; count < 1000; count++) test();
  };
}

for (const pattern of TYPICAL) {
  show(
    `compile ${pattern.slice(0, 24)}`,
    times(500, () => void compileRegex(pattern)),
  );
}
for (const [pattern, subject] of HOSTILE) {
  const compiled = compileRegex(pattern);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  const timing = times(5, () => void compiled.regex.test(subject));
  show(`match ${pattern}`, `${timing}, ${compiled.regex.engine}, ${compiled.regex.test(subject)}`);
}
const line = "Jan  1 00:00:00 host sshd[123]: Failed password for root from 10.0.0.1 port 22 ssh2";
for (const pattern of TYPICAL) {
  const compiled = compileRegex(pattern);
  const machine = compileRegex(pattern, "", { only: "vm" });
  if (!compiled.ok || !machine.ok) continue;
  show(
    `1000 lines ${pattern.slice(0, 20)}`,
    times(
      20,
      thousand(() => compiled.regex.test(line)),
    ),
  );
  show(
    "  in the machine",
    times(
      20,
      thousand(() => machine.regex.test(line)),
    ),
  );
}
