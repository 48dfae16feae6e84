import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ConformanceCase, Outcome, SecondOfOutput } from "./outcome.ts";
import { stateOf } from "./state.ts";

export { type ConformanceCase, expectedText, type Outcome, type SecondOfOutput } from "./outcome.ts";

export interface ReferenceOptions {
  /** Perl's hash seed. Two runs that differ between seeds have no determined outcome. */
  readonly hashSeed?: number;
  /**
   * How new keys change the order of a hash. `RANDOM` gives other orders in the same process, so that what
   * happens at one tick can go one way and at the next the other, as in our engine. (default: DETERMINISTIC)
   */
  readonly perturbKeys?: "DETERMINISTIC" | "RANDOM";
}

/** A compiled reference that waits for job folders, see VirtualTime.pm. */
interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: ((status: number) => void)[];
}

const SERVERS_PER_SEED = 2;
const serversBySeed = new Map<string, Server[]>();

/** Runs one case with the installed reference, in virtual time. Several may run at once. */
export async function runReference(
  conformanceCase: ConformanceCase,
  options: ReferenceOptions = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "sec-reference-"));
  try {
    writeJob(folder, conformanceCase);
    const status = await submit(server(options), folder);
    return readOutcome(folder, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends the waiting references; without it they end with this process. */
export function closeReference(): void {
  for (const { child } of [...serversBySeed.values()].flat()) child.stdin.end();
  serversBySeed.clear();
}

function server({ hashSeed = 0, perturbKeys = "DETERMINISTIC" }: ReferenceOptions): Server {
  const key = `${hashSeed} ${perturbKeys}`;
  const servers = serversBySeed.get(key) ?? [];
  serversBySeed.set(key, servers);
  const idle = servers.find(({ waiting }) => waiting.length === 0);
  if (idle) return idle;
  if (servers.length < SERVERS_PER_SEED) {
    const started = startServer(key, { PERL_HASH_SEED: String(hashSeed), PERL_PERTURB_KEYS: perturbKeys });
    servers.push(started);
    return started;
  }
  return servers.reduce((least, other) => (other.waiting.length < least.waiting.length ? other : least));
}

function startServer(key: string, hashing: NodeJS.ProcessEnv): Server {
  // How the fuzzer measures which lines of the reference it reaches.
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(PERL5OPT|PERL5LIB|SEC_LINES)$/.test(name)),
  );
  // Rules that loop must not fill the disk.
  const start = 'ulimit -f 65536; exec perl "-I$0" -MVirtualTime=serve "$(command -v sec)"';
  const child = spawn("sh", ["-c", start, import.meta.dirname], {
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LC_ALL: "C",
      ...hashing,
      ...inherited,
    },
  });
  const waiting: Server["waiting"] = [];
  createInterface({ input: child.stdout }).on("line", (status) => waiting.shift()?.(Number(status)));
  child.stderr.pipe(process.stderr);
  // The reference must not keep a finished test alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Unrefable).unref();
  child.on("exit", () => {
    for (const settle of waiting.splice(0)) settle(-1);
    const others = serversBySeed.get(key)?.filter((other) => other.child !== child) ?? [];
    serversBySeed.set(key, others);
  });
  return { child, waiting };
}

interface Unrefable {
  ref(): void;
  unref(): void;
}

function submit({ child, waiting }: Server, folder: string): Promise<number> {
  const stdout = child.stdout as unknown as Unrefable;
  stdout.ref();
  return new Promise((resolve) => {
    waiting.push((status) => {
      if (waiting.length === 0) stdout.unref();
      resolve(status);
    });
    child.stdin.write(`${folder}\n`);
  });
}

function writeJob(folder: string, { files, trace, options, inputs, zone }: ConformanceCase): void {
  const traces = inputs ?? { "-": trace };
  const work = join(folder, "work");
  mkdirSync(work);
  mkdirSync(join(folder, "trace"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text, "latin1");
  for (const [name, text] of Object.entries(traces)) {
    writeFileSync(join(folder, "trace", name), text.replace(/\n$/, ""), "latin1");
    if (name !== "-") writeFileSync(join(work, name), "");
  }
  const named = new Set(options.flatMap((option) => /^--?input[= ]([^=]+)/.exec(option)?.[1] ?? []));
  const inputOptions = Object.keys(traces).filter((name) => !named.has(name));
  const args = [
    ...Object.keys(files).map((name) => `--conf=${name}`),
    ...inputOptions.map((name) => `--input=${name}`),
    ...options,
    "--notail",
    "--poll-timeout=0",
    "--nochildterm",
    "--log=log",
    "--dump=dump",
    "--dumpfjson",
  ];
  writeFileSync(join(folder, "arguments"), args.join("\0"), "latin1");
  writeFileSync(join(folder, "zone"), zone ?? "UTC");
}

/** The part of each file that was written in each second. */
interface Slice {
  readonly time: number;
  readonly text: string;
}

function slices(text: string, index: readonly (readonly number[])[], column: number): Slice[] {
  let from = 0;
  return index.flatMap((row, at) => {
    const to = at === index.length - 1 ? text.length : row[column]!;
    const slice = { time: row[0]!, text: text.slice(from, to) };
    from = to;
    return slice.text === "" ? [] : [slice];
  });
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function latin1(path: string): string {
  return existsSync(path) ? readFileSync(path, "latin1") : "";
}

/** The dump is JSON in UTF-8, in which each character is a byte of SEC's. */
function dump(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function readOutcome(folder: string, status: number): Outcome {
  const index = linesOf(latin1(join(folder, "index"))).map((line) => line.split(" ").map(Number));
  const stdout = latin1(join(folder, "stdout"));
  const log = latin1(join(folder, "work", "log"));
  if (index.length === 0) index.push([0, stdout.length, log.length]);
  const ordered = slices(stdout, index, 1).map(({ time, text }) => ({ time, lines: linesOf(text) }));
  const state = stateOf(dump(join(folder, "work", "dump")));
  return {
    output: ordered.map(({ time, lines }) => ({ time, lines: lines.toSorted() })),
    ordered,
    log: slices(log, index, 2)
      .map(({ time, text }): SecondOfOutput => ({ time, lines: logLines(text) }))
      .filter(({ lines }) => lines.length > 0),
    errors: linesOf(latin1(join(folder, "stderr"))),
    ...(state ? { state } : {}),
    exitCode: status < 0 ? status : (status & 127) === 0 ? status >> 8 : -(status & 127),
  };
}

/** Log lines without timestamps, and without those about the dump that the runner asks for. */
function logLines(text: string): string[] {
  return linesOf(text)
    .map((line) => line.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, ""))
    .filter(
      (line) => !/^(SIGUSR1 received: dumping|Dump to dump completed|No writers on input pipe -)/.test(line),
    );
}
