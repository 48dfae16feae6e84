import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PROGRAMS, RunningProgram } from "../conformance/scripted/program.ts";

/*
 * What waiting costs, with a file, a FIFO and 100 rules, against the reference in the same run:
 * node test/bench/idle.ts [SECONDS].
 */
const SECONDS = Number(process.argv[2] ?? 30);
const RULES = Array.from({ length: 100 }, (_, at) => {
  return `type=SingleWithThreshold\nptype=RegExp\npattern=word${at} (\\S+)\ndesc=d $1\naction=none\nthresh=3\nwindow=9\n`;
}).join("\n");

/** Seconds of CPU time that a process has had. */
function cpuSeconds(pid: number): number {
  const status = readFileSync(`/proc/${pid}/stat`, "latin1");
  const [user, system] = status
    .slice(status.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

/** The precise time that all threads of a process have had, in seconds. */
function preciseCpuSeconds(pid: number): number {
  const threads = execFileSync("ls", [`/proc/${pid}/task`], { encoding: "latin1" })
    .trim()
    .split("\n");
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ")[0]),
  );
  const sum = nanoseconds.reduce((one, other) => one + other, 0) / 1e9;
  return sum > 0 ? sum : cpuSeconds(pid);
}

async function measure(program: readonly string[]): Promise<number> {
  const options = ["--tail", "--input=file", "--input=fifo"];
  const running = new RunningProgram(program, { rules: RULES, options }, (folder) => {
    writeFileSync(join(folder, "file"), "");
    execFileSync("mkfifo", [join(folder, "fifo")]);
  });
  try {
    await running.logged(/^Opening input file .*fifo/);
    // Start-up is over, and what was made for it is gone.
    await pause(10_000);
    const before = preciseCpuSeconds(running.child.pid!);
    await pause(SECONDS * 1000);
    return (preciseCpuSeconds(running.child.pid!) - before) / SECONDS;
  } finally {
    await running.remove();
  }
}

const ours = await measure(PROGRAMS.ours);
const reference = await measure(PROGRAMS.reference);
console.log(
  `idle: ${(ours * 100).toFixed(3)} % of a core, reference ${(reference * 100).toFixed(3)} % (wanted: 0.3 %)`,
);
