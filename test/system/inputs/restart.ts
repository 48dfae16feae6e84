import assert from "node:assert/strict";
import { appendFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import type { InputSettings } from "../../../src/inputs/settings.ts";
import { Follower } from "./follower.ts";

/** A follower that has read lines of the file `a` and was stopped, and one that goes on. */
export class Restart {
  readonly first: Follower;
  private readonly context: TestContext;
  positions: readonly FilePosition[] = [];

  constructor(context: TestContext) {
    this.context = context;
    this.first = new Follower(context, ["a"], { fromStart: true });
  }

  path(name: string): string {
    return this.first.path(name);
  }

  /** Writes lines to `a` that are read before the stop. */
  async stopAfter(...lines: readonly string[]): Promise<void> {
    writeFileSync(this.path("a"), lines.map((line) => `${line}\n`).join(""));
    this.first.start();
    await this.first.count(lines.length);
    this.stop();
  }

  /** Renames `a` when it has been read, and stops when the first line of its successor has been read too. */
  async stopBeside(former: string): Promise<void> {
    writeFileSync(this.path("a"), "1\n");
    this.first.start();
    await this.first.count(1);
    renameSync(this.path("a"), this.path(former));
    writeFileSync(this.path("a"), "new 1\n");
    await this.first.count(2);
    this.stop();
  }

  stop(): void {
    this.positions = this.first.inputs.positions();
    this.first.inputs.close();
  }

  /** Gives a file the time of so many seconds ago. */
  age(name: string, seconds: number): void {
    const time = Date.now() / 1000 - seconds;
    utimesSync(this.path(name), time, time);
  }

  /** Starts anew, but takes no line yet. */
  open(settings: Partial<InputSettings> = {}): Follower {
    const second = new Follower(this.context, ["a"], settings, this.first.folder);
    second.open(this.positions, Date.now() - 1_000_000);
    return second;
  }

  /** Starts anew, but takes one line only, and none for so many seconds. */
  async openAndWait(seconds: number): Promise<Follower> {
    const second = this.open();
    second.round();
    second.skippedSeconds = seconds;
    // The turn that comes each second.
    await pause(1100);
    return second;
  }

  /** Starts anew, and expects these lines, each once. */
  async expect(...lines: readonly string[]): Promise<Follower> {
    const second = new Follower(this.context, ["a"], {}, this.first.folder);
    second.start(this.positions, Date.now() - 1_000_000);
    appendFileSync(this.path("a"), "last\n");
    await second.until("the last line", () => second.texts.includes("last"));
    assert.deepEqual(second.texts, [...lines, "last"]);
    return second;
  }
}
