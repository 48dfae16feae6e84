import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAIN } from "../../main-program.ts";

/** What a script is run with: a rule file, and options beside those that every program gets. */
export interface Setting {
  /** Text of the rule file; all text here is latin1. */
  readonly rules: string;
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What standard output is connected to, if not to a file. */
  readonly standardOutput?: number;
}

const DEADLINE_MILLISECONDS = 60_000;
const MILLISECONDS_BETWEEN_LOOKS = 10;

/** The programs that scripts are run with. */
export const PROGRAMS = {
  reference: ["sec"],
  ours: [process.execPath, "--disable-sigusr1", MAIN],
} as const;

/** Waits for something to be there. Fails after a while. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false,
  deadlineMs = DEADLINE_MILLISECONDS,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, MILLISECONDS_BETWEEN_LOOKS);
    });
  }
}

/** A program that runs in a folder of its own and reads events from standard input. */
export class RunningProgram {
  readonly folder: string;
  readonly child: ChildProcess;
  private exit: Promise<number>;

  constructor(program: readonly string[], setting: Setting, prepare: (folder: string) => void) {
    this.folder = mkdtempSync(join(tmpdir(), "scripted-"));
    prepare(this.folder);
    writeFileSync(this.path("rules.conf"), setting.rules, "latin1");
    const [command = "", ...args] = program;
    const options = ["--conf=rules.conf", "--input=-", "--notail", "--log=log", ...(setting.options ?? [])];
    this.child = spawn(command, [...args, ...options], {
      cwd: this.folder,
      env: { ...process.env, ...setting.environment },
      stdio: ["pipe", setting.standardOutput ?? "pipe", "pipe"],
    });
    for (const [name, stream] of [
      ["stdout", this.child.stdout],
      ["stderr", this.child.stderr],
    ] as const) {
      writeFileSync(this.path(name), "");
      stream?.on("data", (data: Buffer) => writeFileSync(this.path(name), data, { flag: "a" }));
    }
    this.exit = new Promise((resolve) => {
      this.child.on("close", (code) => resolve(code ?? -1));
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A file's content in latin1; empty if it is not there. */
  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), "latin1") : "";
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  async exists(name: string): Promise<void> {
    await eventually(name, () => this.has(name));
  }

  event(line: string): void {
    this.child.stdin!.write(`${line}\n`, "latin1");
  }

  /** Waits for a log record that matches; the search begins after the record that was found last. */
  async logged(pattern: RegExp): Promise<string> {
    return eventually(`${String(pattern)} in the log:\n${this.read("log")}`, () => {
      const records = this.records();
      const at = records.findIndex((record, index) => index >= this.searched && pattern.test(record));
      if (at < 0) return undefined;
      this.searched = at + 1;
      return records[at];
    });
  }

  private searched = 0;

  /** Waits until a file holds what is looked for. */
  async holds(name: string, pattern: RegExp): Promise<string> {
    return eventually(`${String(pattern)} in ${name}: ${this.read(name).slice(0, 500)}`, () => {
      const text = this.read(name);
      return pattern.test(text) && text;
    });
  }

  /** Records of the log, without times. */
  records(): string[] {
    return this.read("log")
      .split(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /m)
      .slice(1)
      .map((record) => record.replace(/\n$/, ""));
  }

  /** Waits until the program has no children, or has ended itself. */
  async childrenEnd(): Promise<void> {
    await eventually("the end of the children", () => !hasChildren(this.child.pid!));
  }

  /** Ends the input, and waits for the end of the program. */
  async end(): Promise<number> {
    this.child.stdin!.end();
    return this.exit;
  }

  /** Ends the program, if it still runs, and removes its folder. */
  async remove(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.exit;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether any thread of a process has a child, among them those that have ended and were not waited for. */
function hasChildren(process: number): boolean {
  try {
    const threads = readdirSync(`/proc/${process}/task`);
    return threads.some((thread) => readFileSync(`/proc/${process}/task/${thread}/children`).length > 0);
  } catch {
    return false;
  }
}

/** What of a log is to be compared: from the first event to the end of input, with processes numbered. */
export function comparable(records: readonly string[]): string[] {
  const numbers = new Map<string, string>();
  return records
    .slice(records.findIndex((record) => record.startsWith("Opening input file")) + 1)
    .filter((record) => !record.startsWith("No writers on input pipe"))
    .map((record) =>
      record.replace(/\b([Cc]hild|process) (\d+)/g, (_, word: string, process: string) => {
        const number = numbers.get(process) ?? String(numbers.size + 1);
        numbers.set(process, number);
        return `${word} #${number}`;
      }),
    );
}
