import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Inputs, type TakenLine } from "../../../src/inputs/inputs.ts";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import { DEFAULT_INPUT_SETTINGS, type InputSettings } from "../../../src/inputs/settings.ts";

const DEADLINE_MS = 60_000;
const ROUNDS_AT_ONCE = 500;

/** Reads inputs as the daemon does, in a folder of its own, and keeps what comes. */
export class Follower {
  readonly folder: string;
  readonly lines: TakenLine[] = [];
  readonly log: string[] = [];
  readonly commands: (readonly string[])[] = [];
  readonly inputs: Inputs;
  /** Seconds that were skipped. */
  skippedSeconds = 0;
  /** Called for each line. */
  onLine: (line: TakenLine) => void = () => {};

  /** Patterns are names in the folder. The folder is removed after the test. */
  constructor(
    context: Pick<TestContext, "after">,
    patterns: readonly string[],
    settings: Partial<InputSettings> = {},
    folder = mkdtempSync(join(tmpdir(), "follow-")),
  ) {
    this.folder = folder;
    this.inputs = new Inputs({
      ...DEFAULT_INPUT_SETTINGS,
      patterns: patterns.map((name) => ({ pattern: this.path(name), context: undefined })),
      log: (_level, message) => this.log.push(message),
      now: () => Date.now() / 1000 + this.skippedSeconds,
      execute: (command) => this.commands.push(command),
      ...settings,
    });
    context.after(() => {
      this.inputs.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  get texts(): readonly string[] {
    return this.lines.map(({ text }) => text);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Begins at the ends of files, or where others have been read to. */
  start(saved: readonly FilePosition[] = [], sinceMs = 0): void {
    this.open(saved, sinceMs);
    this.inputs.onReadable(() => setImmediate(() => this.read()));
  }

  /** Begins there, but takes lines only when it is told to. */
  open(saved: readonly FilePosition[], sinceMs: number): void {
    this.inputs.open(saved, sinceMs);
  }

  /** Takes everything there is, and returns the texts of all lines so far. */
  readAll(): readonly string[] {
    while (this.round());
    return this.texts;
  }

  /** Takes a line of each input. Returns whether there may be more. */
  round(): boolean {
    return this.inputs.takeRound((line) => {
      const { text, source, context, offset, file } = line;
      this.lines.push({ text, source, context, offset, file });
      this.onLine(line);
    });
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!holds()) {
      if (Date.now() > deadline) {
        throw new Error(`no ${what} in time; ${this.lines.length} lines, log:\n${this.log.join("\n")}`);
      }
      await pause(5);
    }
  }

  /** Waits until so many lines have come. */
  async count(lines: number): Promise<void> {
    await this.until(`${lines} lines`, () => this.lines.length >= lines);
  }

  async logged(message: string): Promise<void> {
    await this.until(`"${message}"`, () => this.log.some((line) => line.includes(message)));
  }

  private read(): void {
    for (let round = 0; round < ROUNDS_AT_ONCE; round += 1) {
      if (!this.round()) return;
    }
    setImmediate(() => this.read());
  }
}
