import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PROGRAMS } from "../program.ts";

const DEADLINE_MS = 60_000;
const LOOK_MS = 15;
/** Longer than the 0.1 seconds for which a program sleeps when there is no input. */
const TURN_MS = 250;
/** Messages of the log that concern inputs. */
const ABOUT_INPUTS = /\binputs?\b|Input|Reopening|\(re\)open|beyond EOF|executing script|^SIG(?:HUP|ABRT)/;

/** What a script does with a program while it runs, in a folder of its own. */
export type Steps = (run: Run) => Promise<void>;

/** A script that both programs are driven with. */
export interface Script {
  readonly name: string;
  readonly options: readonly string[];
  /** What is there before the program starts. */
  before?(run: Run): void;
  readonly steps: Steps;
  /** Records of the log are repeated as time goes by, so each counts once. */
  readonly repeats?: boolean;
  /** The program ends by itself. */
  readonly ends?: boolean;
  /** Standard input: a file in the folder, or shell commands whose output it is. */
  readonly stdin?: { readonly file: string } | { readonly shell: string };
}

/** What is compared. */
export interface Result {
  readonly output: readonly string[];
  readonly log: readonly string[];
  /** What the dump said about inputs, if one was asked for. */
  readonly dump: readonly string[];
}

/** Which program runs. */
export type Program = keyof typeof PROGRAMS;

/** Runs a script with a program. */
export async function runScript(script: Script, program: Program): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "inputs-"));
  const run = new Run(folder);
  try {
    script.before?.(run);
    const ended = run.start(script, program);
    await script.steps(run);
    if (!script.ends) {
      await run.turn();
      run.signal("SIGTERM");
    }
    await ended;
    return run.result(script.repeats ?? false);
  } finally {
    run.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A running program, and what one can do to its files. */
export class Run {
  readonly folder: string;
  private child: ChildProcess | undefined;
  private feeder: ChildProcess | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return name.startsWith("/") ? name : join(this.folder, name);
  }

  append(name: string, text: string): void {
    appendFileSync(this.path(name), text, "latin1");
  }

  /** Runs commands of a shell in the folder. */
  shell(commands: string): void {
    execFileSync("sh", ["-c", commands], { cwd: this.folder, timeout: DEADLINE_MS });
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  get outputCount(): number {
    return this.lines("out").length;
  }

  /** How often the log has a message. */
  logCount(message: string): number {
    return this.lines("log").filter((line) => line.includes(message)).length;
  }

  /** Waits until so many lines were written to standard output. */
  async output(count: number): Promise<void> {
    await this.until(`${count} lines of output`, () => this.lines("out").length >= count);
  }

  /** Waits until the log has a message, so many times. */
  async log(message: string, count = 1): Promise<void> {
    await this.until(`"${message}" in the log`, () => this.logCount(message) >= count);
  }

  /** Waits long enough for a program that has nothing to do to look for new input. */
  async turn(count = 1): Promise<void> {
    await pause(count * TURN_MS);
  }

  async dump(): Promise<void> {
    rmSync(this.path("dump"), { force: true });
    this.signal("SIGUSR1");
    await this.until("a dump", () => /^.* \(status: /m.test(this.text("dump")));
  }

  start({ options, stdin }: Script, program: Program): Promise<void> {
    const common = [...options, "--log=log", "--dump=dump"];
    const debug = options.some((option) => option.startsWith("--debug=")) ? [] : ["--debug=6"];
    const here = import.meta.dirname;
    const args = [`--conf=${here}/rules.conf`, "--intcontexts", ...common, ...debug];
    const [file = "", ...before] = PROGRAMS[program];
    const output = openSync(this.path("out"), "a");
    const input = stdin && "file" in stdin ? openSync(this.path(stdin.file), "r") : undefined;
    if (stdin && "shell" in stdin) {
      this.feeder = spawn("sh", ["-c", `mkfifo .stdin; (${stdin.shell}) > .stdin`], { cwd: this.folder });
    }
    const fed = stdin !== undefined && "shell" in stdin ? ["-c", FROM_FIFO, file] : [];
    const child = spawn(fed.length > 0 ? "sh" : file, [...fed, ...before, ...args], {
      cwd: this.folder,
      // Perl complains there of the reference's own mistakes.
      stdio: [input ?? "ignore", output, "ignore"],
    });
    this.child = child;
    closeSync(output);
    if (input !== undefined) closeSync(input);
    return new Promise((resolve, reject) => {
      child.on("exit", () => resolve());
      child.on("error", reject);
    });
  }

  /** Waits until the program has opened its inputs, or said why not. */
  async started(): Promise<void> {
    const begun = () => this.lines("log").some((line) => /Opening input|does not exist/.test(line));
    await this.until("the start", begun);
    await this.turn();
  }

  kill(): void {
    this.child?.kill("SIGKILL");
    this.feeder?.kill("SIGKILL");
  }

  result(repeats: boolean): Result {
    // The reference writes a time before each message.
    const log = this.lines("log").map((line) => line.replace(/^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}: /, ""));
    return {
      output: this.lines("out"),
      log: (repeats ? [...new Set(log)] : log)
        .filter(
          (line) =>
            ABOUT_INPUTS.test(line) && !/^(?:No --buf|Writing|Child|Reading conf)|rules loaded/.test(line),
        )
        .map((line) => line.replace(/^(SIG\w+ received).*/, "$1")),
      dump: this.lines("dump").filter((line) => line.includes(" (status: ")),
    };
  }

  private text(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), "latin1") : "";
  }

  private lines(name: string): readonly string[] {
    return this.text(name).split("\n").slice(0, -1);
  }

  private async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!holds()) {
      if (Date.now() > deadline) {
        throw new Error(`no ${what} in time.\nLog:\n${this.text("log")}\nOutput:\n${this.text("out")}`);
      }
      await pause(LOOK_MS);
    }
  }
}

const FROM_FIFO = 'while ! [ -p .stdin ]; do sleep 0.01; done; exec "$0" "$@" < .stdin';
