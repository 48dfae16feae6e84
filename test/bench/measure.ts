import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const OURS = join(import.meta.dirname, "../../build/bin/sec-ts");
const FLUSH_BYTES = 1 << 20;
/** A run of the reference that takes longer is not repeated: what disturbs a short one does not matter. */
const LONG_SECONDS = 60;

/** What is measured: the same rules and lines for both programs. */
export interface Workload {
  readonly name: string;
  /** How many times as fast as the reference we are to be. */
  readonly floor: number;
  readonly rules: string;
  /** Lines before those that are counted, for both programs. */
  readonly opening?: readonly string[];
  /** One line of as many. */
  readonly line: (at: number, lines: number) => string;
  readonly lines: number;
  /** How many of them the reference is given, where all would take it hours. */
  readonly referenceLines?: number;
}

export interface Result {
  readonly workload: Workload;
  /** Lines a second, start and end of the process included. */
  readonly theirs: number;
  readonly daemon: number;
  readonly replay: number;
}

export interface MeasureOptions {
  readonly runs: number;
  /** Of the lines, for a quick look. */
  readonly scale: number;
  /** CPU time of the process, not time that has passed: less disturbed by what else runs. */
  readonly cpu: boolean;
}

/** Runs both programs in turn, and takes the medians. */
export function measure(workload: Workload, folder: string, { runs, scale, cpu }: MeasureOptions): Result {
  const lines = Math.ceil(workload.lines * scale);
  const fewer = Math.min(
    lines,
    Math.ceil((workload.referenceLines ?? workload.lines) * Math.min(1, scale * 4)),
  );
  const rules = join(folder, "rules.conf");
  const [log, shortLog, none] = [join(folder, "log"), join(folder, "short"), join(folder, "none")];
  writeFileSync(rules, workload.rules, "latin1");
  writeLog(log, workload, lines);
  writeLog(shortLog, workload, fewer);
  writeLog(none, workload, 0);
  const args = (input: string): string[] => [`-conf=${rules}`, `-input=${input}`, "-notail", "-debug=1"];
  const clock = ["--clock=rfc3164", "--clock-year=2023", "--clock-zone=UTC"];
  const times = {
    theirs: [] as number[],
    start: [] as number[],
    daemon: [] as number[],
    replay: [] as number[],
  };
  for (let run = 0; run < runs; run += 1) {
    if (!(times.theirs[0]! > LONG_SECONDS)) times.theirs.push(seconds("sec", args(shortLog), cpu));
    if (fewer < lines) times.start.push(seconds("sec", args(none), cpu));
    times.daemon.push(seconds(OURS, args(log), cpu));
    times.replay.push(seconds(OURS, ["replay", ...args(log), ...clock], cpu));
  }
  const start = fewer < lines ? median(times.start) : 0;
  // The reference's start is counted once, as it would be with all lines.
  const theirs = start + ((median(times.theirs) - start) * lines) / fewer;
  return {
    workload,
    theirs: lines / theirs,
    daemon: lines / median(times.daemon),
    replay: lines / median(times.replay),
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

function writeLog(path: string, { opening = [], line }: Workload, count: number): void {
  const descriptor = openSync(path, "w");
  let chunk = opening.join("");
  for (let at = 0; at < count; at += 1) {
    chunk += line(at, count);
    if (chunk.length < FLUSH_BYTES) continue;
    writeSync(descriptor, chunk, null, "latin1");
    chunk = "";
  }
  writeSync(descriptor, chunk, null, "latin1");
  closeSync(descriptor);
}

/** How long a program takes from start to end, what it writes left out. */
function seconds(program: string, args: readonly string[], cpu: boolean): number {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" >/dev/null 2>/dev/null';
  const { status, stderr } = spawnSync("bash", ["-c", script, program, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  const [passed, user, system] = stderr.trim().split(" ").map(Number) as [number, number, number];
  return cpu ? user + system : passed;
}

/** Puts lines between two marks of a file. */
export function writeBetween(path: string, mark: string, lines: readonly string[]): void {
  const text = readFileSync(path, "utf8");
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has no '${begin}' … '${end}'`);
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n\n${lines.join("\n")}\n\n${text.slice(to)}`);
}
