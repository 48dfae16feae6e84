import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Loaded } from "../../../src/store/load.ts";
import { load } from "../../../src/store/load.ts";
import { readState } from "../../../src/store/transfer.ts";
import { eventually } from "../../conformance/scripted/program.ts";
import { MAIN } from "../../main-program.ts";

const SHIFTED_CLOCK = join(import.meta.dirname, "shifted-clock.mjs");

/** The program in a folder of its own, with a state file and the input `in`, run again and again. */
export class KeptProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "kept-"));
  /** Where the state is. */
  state = "state";
  private child: ChildProcess | undefined;
  private exit: Promise<number | null> = Promise.resolve(null);

  constructor(rules: string) {
    writeFileSync(this.path("rules.conf"), rules);
    writeFileSync(this.path("in"), "");
    this.setClock(0);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Puts the program's clock forward by so many seconds, or back. */
  setClock(seconds: number): void {
    writeFileSync(this.path("clock"), String(seconds));
  }

  /** Starts it, and waits until it is at work or has ended. */
  async start(...options: readonly string[]): Promise<void> {
    rmSync(this.path("pid"), { force: true });
    const fixed = ["-conf=rules.conf", "-input=in", `-state=${this.state}`, "-log=log", "-pid=pid"];
    const args = ["--disable-sigusr1", "--import", SHIFTED_CLOCK, MAIN, ...fixed, ...options];
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      stdio: "ignore",
      env: { ...process.env, SEC_TS_TEST_CLOCK: this.path("clock") },
    });
    this.child = child;
    let ended = false;
    this.exit = new Promise((resolve) => {
      child.once("exit", (code) => {
        ended = true;
        resolve(code);
      });
    });
    await eventually("the start", () => ended || existsSync(this.path("pid")));
  }

  /** Starts it, and expects it to end with an exit code. */
  async startToEnd(...options: readonly string[]): Promise<number | null> {
    await this.start(...options);
    return this.exit;
  }

  feed(...lines: readonly string[]): void {
    appendFileSync(this.path("in"), lines.map((line) => `${line}\n`).join(""));
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.child?.kill(signal);
    await this.exit;
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), "latin1") : "";
  }

  async logged(text: string): Promise<void> {
    await eventually(`'${text}' in the log:\n${this.read("log")}`, () => this.read("log").includes(text));
  }

  /** Waits until a file has a line. */
  async written(name: string, line: string): Promise<void> {
    await eventually(`'${line}' in ${name}; log:\n${this.read("log")}`, () =>
      this.read(name).split("\n").includes(line),
    );
  }

  saved(): Loaded | undefined {
    return readState(this.path(this.state), load);
  }

  /** The lines that a context has stored, as they are saved. */
  stored(context: string): readonly string[] {
    const found = this.saved()?.state.contexts.find(({ names }) => names.includes(context));
    return found?.store.map(({ text }) => text) ?? [];
  }

  remove(): void {
    this.child?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
