import { execFileSync, spawn } from "node:child_process";
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROGRAMS, RunningProgram } from "../conformance/scripted/program.ts";

/*
 * Lines through a FIFO with a writer that writes as fast as it can; looks whether each came once and in
 * order: node test/bench/fifo.ts [LINES]. The reference in the same run.
 */
const LINES = Number(process.argv[2] ?? 1_000_000);
const RULES =
  "type=single\nptype=regexp\npattern=^(\\d+) x+$\ndesc=d\naction=write out $1\n\n" +
  "type=single\nptype=substr\npattern=last\ndesc=d\naction=logonly the last line\n";
const WRITER = `$| = 0; for (1 .. $ARGV[0]) { print "$_ ", "x" x ($_ % 90 + 1), "\\n" } print "last\\n"`;

/** How many lines are missing or not where they belong. */
async function faults(file: string): Promise<number> {
  let expected = 1;
  let wrong = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (Number(line) !== expected) wrong += 1;
    expected += 1;
  }
  return wrong + Math.abs(LINES + 1 - expected);
}

async function measure(name: string, program: readonly string[]): Promise<void> {
  const options = ["--tail", "--input=fifo", "--debug=4"];
  const running = new RunningProgram(program, { rules: RULES, options }, (folder) => {
    execFileSync("mkfifo", [join(folder, "fifo")]);
  });
  try {
    await running.logged(/^Opening input file .*fifo/);
    const start = performance.now();
    spawn("sh", ["-c", 'exec perl -e "$0" "$1" > fifo', WRITER, String(LINES)], {
      cwd: running.folder,
      stdio: "inherit",
    });
    for (let size = -1; !running.records().includes("the last line"); ) {
      const before = size;
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
      size = running.has("out") ? statSync(running.path("out")).size : 0;
      if (size === before && performance.now() - start > 600_000) throw new Error("no end in ten minutes");
    }
    const seconds = (performance.now() - start) / 1000;
    const wrong = await faults(running.path("out"));
    console.log(`${name}: ${LINES} lines in ${seconds.toFixed(1)} s, ${wrong} lost or out of order`);
    if (name === "sec-ts" && wrong > 0) process.exitCode = 1;
  } finally {
    await running.remove();
  }
}

await measure("sec-ts", PROGRAMS.ours);
await measure("reference", PROGRAMS.reference);
