import { closeSync, readSync } from "node:fs";
import { commandText } from "../core/actions/command.ts";
import { Fifo } from "../core/fifo.ts";
import type { ChildNews, Effect } from "../core/ports.ts";
import { EAGAIN, EMFILE, type Errno, errnoOf, errorText } from "../system/libc.ts";
import { killFirst } from "../system/memory-shortage.ts";
import { type Watch, watch } from "../system/poll.ts";
import { type Ending, openPipe, reap } from "../system/processes.ts";
import { ChildLines } from "./child-lines.ts";
import { commandLine } from "./command-line.ts";
import { QueuedWriter } from "./queued-writer.ts";
import type { Surroundings } from "./settings.ts";
import { startCommand } from "./start-command.ts";
import type { Tracked } from "./tracked.ts";
import { transmitToFile } from "./transmit.ts";

export type RunEffect = Extract<Effect, { kind: "run" }>;

/** A command that runs, as the dump shows it. */
export interface RunningCommand {
  readonly child: number;
  readonly command: string;
  /** Present if its output lines become events. */
  readonly events?: { readonly context?: string };
}

/** A command, and who wants to know when it has ended. */
interface Asked {
  readonly effect: RunEffect;
  readonly tracked: Tracked | undefined;
}

interface Child extends RunningCommand {
  readonly tracked: Tracked | undefined;
  readonly ticket: number | undefined;
  readonly output: ChildOutput | undefined;
}

/** Our end of the pipe from a command whose lines become events. */
interface ChildOutput {
  readonly descriptor: number;
  readonly lines: ChildLines;
  /** Absent while enough news waits, and at the end of the output. */
  watch: Watch | undefined;
  atEnd: boolean;
}

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;
/** While more news than this waits, commands are not read from; their pipes fill, and they wait. */
const ENOUGH_NEWS_BYTES = 1024 * 1024;
/** What a line takes besides its text, and at least: commands may write nothing but newlines. */
const BYTES_A_LINE = 32;
/** What of a command's output is read at most when it has ended; a pipe cannot hold more. */
const MOST_REMAINING_BYTES = 1024 * 1024;

const chunk = Buffer.alloc(65_536);

/**
 * Commands of actions and SingleWithScript rules: starts them, feeds them, reads what becomes events, and
 * notes their ends.
 */
export class Commands {
  private readonly settings: Surroundings;
  private readonly running = new Map<number, Child>();
  /** Commands for which there is no room yet. */
  private waiting = new Fifo<Asked>();
  private readonly inputs = new Set<QueuedWriter>();
  private news: ChildNews[] = [];
  private newsBytes = 0;
  /** Commands that had something to say when enough news waited; they are the next. */
  private passedOver = new Set<Child>();
  /** Commands that have ended, and whose ends are among the news. */
  private over: Tracked[] = [];
  private readonly onChild = (): void => this.reapAll();

  constructor(settings: Surroundings) {
    this.settings = settings;
    process.on("SIGCHLD", this.onChild);
  }

  /** Starts a command, now or when there is room. */
  run(effect: RunEffect, tracked?: Tracked): void {
    const { children, waitingCommands } = this.settings.limits;
    if (children === 0 || this.running.size < children) this.start({ effect, tracked });
    else if (waitingCommands === 0 || this.waiting.size < waitingCommands) {
      this.waiting.push({ effect, tracked });
      tracked?.waits?.();
    } else {
      this.settings.refusals.note(`Command not started (${waitingCommands} commands wait already)`);
      this.refuse(effect);
      tracked?.over();
    }
  }

  /** News since this was asked last. */
  takeNews(): readonly ChildNews[] {
    const { news, over } = this;
    if (news.length === 0) return news;
    this.news = [];
    if (over.length > 0) {
      this.over = [];
      // Only now: what came from it is in the engine's hands.
      for (const tracked of over) tracked.over();
    }
    if (this.newsBytes > ENOUGH_NEWS_BYTES) {
      const { passedOver } = this;
      this.passedOver = new Set();
      for (const child of passedOver) this.listen(child);
      for (const child of this.running.values()) this.listen(child);
    }
    this.newsBytes = 0;
    return news;
  }

  children(): readonly RunningCommand[] {
    return [...this.running.values()].map(({ child, command, events }) =>
      events ? { child, command, events } : { child, command },
    );
  }

  /** The effects whose commands have ended, and whose ends nobody has asked for. */
  get endedEffects(): readonly string[] {
    return this.over.map(({ id }) => id);
  }

  /** The effects whose commands wait for room. */
  get waitingEffects(): readonly string[] {
    return this.waiting.toArray().flatMap(({ tracked }) => (tracked ? [tracked.id] : []));
  }

  /** How many more commands can be started at once. */
  get room(): number {
    const { children } = this.settings.limits;
    return children === 0 ? Number.POSITIVE_INFINITY : children - this.running.size - this.waiting.size;
  }

  /** How many commands wait for room. */
  get waitingCommands(): number {
    return this.waiting.size;
  }

  /** Sends SIGTERM to all commands that run. */
  terminate(): void {
    for (const { child } of this.running.values()) {
      this.settings.log(4, `Sending SIGTERM to process ${child}`);
      process.kill(child, "SIGTERM");
    }
  }

  /**
   * Starts what still waits, whatever the limit, as nothing will make room for it any more, until the time is
   * over. What is tracked need not be hurried: it is begun at the next start.
   */
  startAll(milliseconds: number): void {
    const deadline = performance.now() + milliseconds;
    const rest = new Fifo<Asked>();
    for (let asked = this.waiting.shift(); asked; asked = this.waiting.shift()) {
      if (asked.tracked || performance.now() >= deadline) rest.push(asked);
      else this.start(asked);
    }
    this.waiting = rest;
  }

  /** Stops looking after commands; those that run go on running. Says what has not been started. */
  close(): void {
    const tracked = this.waitingEffects.length;
    const lost = this.waiting.size - tracked;
    if (tracked > 0) this.settings.log(4, `Commands that wait, ${tracked}, are left to the next start`);
    if (lost > 0) this.settings.log(2, `Commands not started, since the program ends: ${lost}`);
    process.off("SIGCHLD", this.onChild);
    for (const { output } of this.running.values()) if (output) closeOutput(output);
    this.running.clear();
    for (const input of this.inputs) input.abandon();
    this.inputs.clear();
  }

  private start({ effect, tracked }: Asked): void {
    const { command, input, events, ticket } = effect;
    const text = commandText(command);
    tracked?.begins?.();
    let begun = begin(effect, this.settings.folder, tracked?.id);
    while ("errno" in begun && begun.errno === EMFILE && this.settings.freeDescriptor())
      begun = begin(effect, this.settings.folder, tracked?.id);
    if ("errno" in begun) {
      this.settings.log(2, `Could not fork command '${text}' (${errorText(begun.errno)})`);
      this.refuse(effect);
      tracked?.over();
      return;
    }
    if (this.settings.killedFirst) killFirst(begun.pid);
    this.settings.log(6, `Child ${begun.pid} created for command '${text}'`);
    if (begun.toChild !== undefined) this.feed(begun.toChild, input!);
    const output = begun.fromChild === undefined ? undefined : this.outputOf(begun.fromChild);
    const child = { child: begun.pid, command: text, ...(events ? { events } : {}), tracked, ticket, output };
    this.running.set(begun.pid, child);
    this.listen(child);
  }

  private outputOf(descriptor: number): ChildOutput {
    const lines = new ChildLines(this.settings.limits.lineBytes);
    return { descriptor, lines, watch: undefined, atEnd: false };
  }

  /** A script whose command cannot be started has failed. */
  refuse({ ticket, command }: RunEffect): void {
    if (ticket === undefined) return;
    this.news.push({ kind: "end", child: 0, command: commandText(command), code: 1, ticket });
    this.settings.onNews();
  }

  private feed(descriptor: number, lines: readonly string[]): void {
    // A command that ends or closes its input without reading it does no harm.
    const writer = new QueuedWriter(descriptor, transmitToFile, () => {});
    const text = lines.map((line) => `${line}\n`).join("");
    if (writer.write(Buffer.from(text, "latin1")) !== undefined) return;
    this.inputs.add(writer);
    writer.end(() => this.inputs.delete(writer));
  }

  private listen(child: Child): void {
    const { output } = child;
    if (!output || output.watch || output.atEnd) return;
    output.watch = watch(output.descriptor, "readable", () => {
      if (this.newsBytes > ENOUGH_NEWS_BYTES) this.passedOver.add(child);
      else this.read(child, output);
      if (output.atEnd || this.newsBytes > ENOUGH_NEWS_BYTES) {
        output.watch?.close();
        output.watch = undefined;
      }
      if (this.news.length > 0) this.settings.onNews();
    });
  }

  /** Reads once; returns how many bytes there were. */
  private read(child: Child, output: ChildOutput): number {
    let count: number;
    try {
      count = readSync(output.descriptor, chunk);
    } catch (error) {
      if (errnoOf(error) !== EAGAIN) output.atEnd = true;
      return 0;
    }
    if (count === 0) output.atEnd = true;
    for (const text of output.lines.take(chunk.subarray(0, count))) this.addLine(child, text);
    for (let cut = output.lines.takeCut(); cut > 0; cut -= 1) {
      const { lineBytes } = this.settings.limits;
      this.settings.refusals.note(`Line of a command cut after ${lineBytes} bytes`);
    }
    return count;
  }

  private addLine({ child, events }: Child, text: string): void {
    this.news.push({ kind: "line", child, text, context: events?.context });
    this.newsBytes += text.length + BYTES_A_LINE;
  }

  private reapAll(): void {
    for (const child of this.running.values()) {
      const ending = reap(child.child);
      if (ending) this.ended(child, ending);
    }
    while (this.waiting.size > 0 && this.running.size < this.settings.limits.children) {
      this.start(this.waiting.shift()!);
    }
    if (this.news.length > 0) this.settings.onNews();
  }

  /** What has come from a command before its end counts; what its own children write later does not. */
  private ended(running: Child, ending: Ending): void {
    const { child, command, ticket, output, tracked } = running;
    this.running.delete(child);
    if (tracked) this.over.push(tracked);
    if (output) {
      let bytes = 0;
      for (let more = 1; more > 0 && !output.atEnd && bytes < MOST_REMAINING_BYTES; bytes += more) {
        more = this.read(running, output);
      }
      closeOutput(output);
    }
    this.news.push({
      kind: "end",
      child,
      command,
      ...("code" in ending ? ending : { code: 0, signal: ending.signal }),
      ...(ticket === undefined ? {} : { ticket }),
    });
    const rest = output?.lines.rest();
    if (rest !== undefined) this.addLine(running, rest);
  }
}

function closeOutput(output: ChildOutput): void {
  output.watch?.close();
  output.watch = undefined;
  output.atEnd = true;
  closeSync(output.descriptor);
}

interface Begun {
  readonly pid: number;
  /** Our ends of the pipes to its standard input and from its standard output. */
  readonly toChild: number | undefined;
  readonly fromChild: number | undefined;
}

function begin(
  { command, input, events }: RunEffect,
  folder: string | undefined,
  effectId: string | undefined,
): Begun | { readonly errno: Errno } {
  const toChild = input && openPipe("write");
  if (toChild && "errno" in toChild) return toChild;
  const fromChild = events && openPipe("read");
  if (fromChild && "errno" in fromChild) {
    closeThose(toChild?.read, toChild?.write);
    return fromChild;
  }
  const theirInput = toChild?.read ?? STANDARD_INPUT;
  const descriptors = [theirInput, fromChild?.write ?? STANDARD_OUTPUT] as const;
  const started = startCommand(commandLine(command), descriptors, folder, effectId);
  closeThose(toChild?.read, fromChild?.write);
  if ("errno" in started) {
    closeThose(toChild?.write, fromChild?.read);
    return started;
  }
  return { pid: started.pid, toChild: toChild?.write, fromChild: fromChild?.read };
}

function closeThose(...descriptors: readonly (number | undefined)[]): void {
  for (const descriptor of descriptors) if (descriptor !== undefined) closeSync(descriptor);
}
