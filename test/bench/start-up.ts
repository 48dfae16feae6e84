import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/*
 * How long `sec-ts --testonly` takes with ten rules, against Node doing nothing and the reference, in the
 * same run: scripts/build; node test/bench/start-up.ts [TIMES].
 */
const TIMES = Number(process.argv[2] ?? 20);
const SEC_TS = join(import.meta.dirname, "../../build/bin/sec-ts");
const folder = mkdtempSync(join(tmpdir(), "start-up-"));
const rules = join(folder, "rules");
writeFileSync(
  rules,
  Array.from({ length: 10 }, (_, at) => {
    return `type=Single\nptype=RegExp\npattern=sshd\\[\\d+\\]: word${at} (\\S+)\ndesc=d\naction=none\n`;
  }).join("\n"),
);

function milliseconds(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(command, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`${command} ends with ${status}`);
  return performance.now() - start;
}

const commands = {
  "sec-ts --testonly": [SEC_TS, "--testonly", `--conf=${rules}`],
  "node -e 0": [process.execPath, "-e", "0"],
  "sec --testonly": ["sec", "--testonly", `--conf=${rules}`],
};
const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
for (let round = 0; round < TIMES; round += 1) {
  for (const [name, [command = "", ...args]] of Object.entries(commands)) {
    times[name]!.push(milliseconds(command, args));
  }
}
for (const [name, all] of Object.entries(times)) {
  const [least = 0] = all.toSorted((one, other) => one - other);
  const median = all.toSorted((one, other) => one - other)[all.length >> 1]!;
  console.log(`${name}: ${median.toFixed(0)} ms (median), ${least.toFixed(0)} ms (least)`);
}
console.log("wanted: sec-ts --testonly under 250 ms on a machine with nothing else to do");
rmSync(folder, { recursive: true, force: true });
