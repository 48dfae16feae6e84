import { Backlog } from "./backlog.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { Input } from "./input.ts";
import { namesOfInputs } from "./input-names.ts";
import type { InputSurroundings } from "./input-surroundings.ts";
import { JournalInput } from "./journal/journal-input.ts";
import { journalInputs } from "./journal/journal-inputs.ts";
import type { LineSource, TakenLine } from "./line-source.ts";
import type { FilePosition } from "./resume.ts";
import { Round } from "./round.ts";
import type { InputSettings } from "./settings.ts";
import { isSettled } from "./settled.ts";
import { isInSpool } from "./spools.ts";
import { type InputStatus, statusOf } from "./status.ts";
import type { LineClockName } from "./timestamps/line-clock.ts";
import { Turns } from "./turns.ts";

export type { TakenLine } from "./line-source.ts";

/** Most bytes that are read at once, and what all inputs together may hold without need. */
const CHUNK_BYTES = 64 * 1024;
const ALL_CHUNKS_BYTES = 16 * 1024 * 1024;
/**
 * What a watch tells us of is looked at all the same, once a second, but of no more files than these: a
 * symbolic link may point elsewhere, and a layer below an overlay may have been changed.
 */
const LOOKS_A_SECOND = 500;
/** Before the first look nothing has been looked at for this long. */
const LONGEST_BETWEEN_LOOKS_MS = 60_000;
/**
 * While some inputs are read, the others are looked at before each of so many rounds, and then before each of
 * so many, unless there are too many of them: the event loop will tell of them later.
 */
const ROUNDS_WITH_LOOK = 256;
const ROUNDS_BETWEEN_LOOKS = 64;
const MOST_LOOKS_A_ROUND = 32;
/** Files without watch are looked at in this time, the others at the next turn. */
const MOST_LOOKING_MS = 5;

/** An input that the action addinput has added. */
export interface DynamicInput {
  readonly name: string;
  readonly context?: string;
}

/**
 * All input files. Reading is synchronous and never waits; that there is more to read is told by a callback.
 */
export class Inputs {
  private readonly byName = new Map<string, LineSource>();
  /** In the order in which they are read. */
  private sorted: readonly LineSource[] = [];
  /** Those with something to read, in the same order. */
  private active: LineSource[] = [];
  private readonly around: InputSurroundings;
  private readonly round = new Round();
  private callback: (() => void) | undefined;
  private awake = false;
  private readonly turns: Turns;
  private second = 0;
  /** Rounds since there was nothing to read. */
  private rounds = 0;
  private nextLook = 0;
  /** So many files are to be looked at, the last of them in part. */
  private looksDue = 0;
  private nextPolled = 0;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: InputSettings) {
    this.around = {
      settings,
      pool: new ChunkPool(CHUNK_BYTES),
      activate: (input) => this.activate(input),
    };
    this.turns = new Turns({
      now: () => this.settings.now(),
      pollSeconds: () => this.settings.pollTimeoutSeconds,
      mustPoll: () => this.sorted.some((input) => input.needsPolling),
      turn: () => this.turn(),
    });
  }

  private get settings(): InputSettings {
    return this.around.settings;
  }

  /**
   * Opens all inputs for the first time. Files with saved positions are read on from there; `sinceMs` is when
   * these were saved, in milliseconds since Epoch.
   */
  open(saved: readonly FilePosition[] = [], sinceMs = 0): void {
    this.list(namesOfInputs(this.settings, saved));
    this.settings.spools?.resume(saved);
    for (const input of this.sorted) this.openAsSaved(input, saved, sinceMs);
    this.turns.start();
  }

  private openAsSaved(input: LineSource, saved: readonly FilePosition[], sinceMs: number): void {
    const { fromStart, noTail } = this.settings;
    this.logOpening(input);
    const own = saved.filter((position) => position.name === input.name && !isInSpool(position));
    const isBegun = own.some((position) => !isSettled(position));
    if (input instanceof JournalInput && own[0]) input.resume(own[0]);
    else if (input instanceof Input && isBegun) input.resume(own, sinceMs);
    else input.open(fromStart || noTail ? "start" : "end");
  }

  dynamic(): readonly DynamicInput[] {
    return this.sorted.flatMap(({ dynamic, name, context }) =>
      dynamic ? [{ name, ...(context !== undefined && { context }) }] : [],
    );
  }

  /** Opens inputs that actions had added, where they were left. */
  openDynamic(inputs: readonly DynamicInput[], saved: readonly FilePosition[], sinceMs: number): void {
    for (const { name, context } of inputs) {
      if (this.byName.has(name)) continue;
      const input = new Input(name, context, true, this.around);
      this.byName.set(name, input);
      this.sort();
      this.openAsSaved(input, saved, sinceMs);
    }
  }

  /** How far all regular files have been read whose lines have been given to be matched. */
  positions(): readonly FilePosition[] {
    const unused = this.settings.spools?.unused ?? [];
    return [...this.sorted.flatMap((input) => input.positions), ...unused];
  }

  /**
   * Does what a signal asks for: HUP opens all files of the patterns anew, at their end; ABRT opens those
   * which are not open, or with `--nokeepopen` all. Options may have changed.
   */
  reopen(signal: "HUP" | "ABRT", settings: InputSettings = this.settings): void {
    this.around.settings = settings;
    const before = new Map(this.byName);
    this.byName.clear();
    if (signal === "ABRT") {
      for (const [name, input] of before) if (input.dynamic) this.byName.set(name, input);
    }
    this.list(namesOfInputs(settings), before);
    for (const [name, input] of before) if (this.byName.get(name) !== input) this.remove(input);
    for (const input of this.sorted) {
      if (signal === "ABRT" && settings.keepOpen) this.openUnlessOpen(input);
      else this.openAnew(input);
    }
    this.turns.start();
  }

  /** Calls back when there may be something to read, once until the next round. */
  onReadable(callback: () => void): void {
    this.callback = callback;
    if (this.active.length > 0) this.wake();
  }

  /**
   * Reads at most one line of each input, in the order of their names, and then gives them to be matched;
   * what is refused (`false`) counts as not read. If one must not follow the one before it yet, the next call
   * goes on. Returns whether another round may bring more; if not, wait for the callback.
   */
  takeRound(visit: (line: TakenLine) => boolean | void, mayFollow = (): boolean => true): boolean {
    this.awake = false;
    const { round } = this;
    if (!round.isOver) {
      round.visit(visit, mayFollow);
      return true;
    }
    if (this.active.length > 0) this.lookAtOthers();
    const { active } = this;
    if (active.length === 0) {
      this.rounds = 0;
      return false;
    }
    // Mostly one input has something to read, and then there is no order to keep.
    if (active.length === 1) return this.takeOnly(active[0]!, visit);
    let kept = 0;
    round.begin();
    for (let at = 0; at < active.length; at += 1) {
      const input = active[at]!;
      const line = input.takeLine();
      if (line === undefined && !input.progress) {
        this.letRest(input);
        continue;
      }
      active[kept] = input;
      kept += 1;
      if (line !== undefined) round.add(line, input);
    }
    if (active.length > kept) active.length = kept;
    round.visit(visit, mayFollow);
    if (!round.isOver) return true;
    return this.active.length > 0;
  }

  private takeOnly(input: LineSource, visit: (line: TakenLine) => boolean | void): boolean {
    const line = input.takeLine();
    if (line !== undefined) {
      if (visit(line) !== false) input.lineIsMatched = true;
    } else if (!input.progress) {
      this.letRest(input);
      this.active = this.active.filter((other) => other !== input);
    }
    return this.active.length > 0;
  }

  private letRest(input: LineSource): void {
    input.active = false;
    input.rest();
    if (input.needsPolling) this.turns.poll();
  }

  /** What the inputs have at the moment, to be matched before anything else is. */
  backlog(clock: LineClockName | undefined): Backlog {
    return new Backlog(this.sorted, clock, Math.floor(this.settings.now()));
  }

  /** With `--notail`: everything has been read to its end. */
  get atEnd(): boolean {
    return this.settings.noTail && this.sorted.every((input) => input.atEnd || !input.isOpen);
  }

  /** Does what the action addinput asks for; the offset is a number, or `-` for the end. */
  add(name: string, offset: string, context: string | undefined): void {
    const { log } = this.settings;
    const shown = context ?? `_FILE_EVENT_${name}`;
    log(6, `Adding dynamic input file '${name}' with context '${shown}' to the list of inputs`);
    const present = this.byName.get(name);
    if (present) {
      const kind = present.dynamic ? "Dynamic input" : "Input";
      log(3, `${kind} file '${name}' already exists in the list of inputs, can't add`);
      return;
    }
    if (offset !== "-" && !/^\d+$/.test(offset)) {
      log(3, `Invalid file offset '${offset}' specified for input file '${name}'`);
      return;
    }
    log(6, `Opening input file '${name}' and seeking ${offset === "-" ? "EOF" : `offset '${offset}'`}`);
    const input = new Input(name, context, true, this.around);
    this.byName.set(name, input);
    this.sort();
    input.open(offset === "-" ? "end" : offset);
    if (input.needsPolling) this.turns.poll();
  }

  /** Does what the action dropinput asks for. */
  drop(name: string): void {
    const { log } = this.settings;
    log(6, `Dropping dynamic input file '${name}' from the list of inputs`);
    const input = this.byName.get(name);
    if (!input?.dynamic) {
      log(3, `Dynamic input file '${name}' not found, can't drop`);
      return;
    }
    this.byName.delete(name);
    this.remove(input);
    this.sort();
  }

  /** All inputs, in the order of their names. */
  get all(): readonly LineSource[] {
    return this.sorted;
  }

  /** What the dump tells of each input. */
  status(): readonly InputStatus[] {
    return this.sorted.map(statusOf);
  }

  close(): void {
    this.turns.end();
    for (const input of this.sorted) this.remove(input);
    this.byName.clear();
    this.sort();
  }

  private list(names: ReadonlyMap<string, string | undefined>, before?: ReadonlyMap<string, LineSource>) {
    for (const [name, context] of names) {
      const known = this.byName.get(name) ?? before?.get(name);
      const input =
        known instanceof Input && !known.dynamic ? known : new Input(name, context, false, this.around);
      input.context = context;
      this.byName.set(name, input);
    }
    for (const journal of journalInputs(this.around, before)) this.byName.set(journal.name, journal);
    this.sort();
    const share = Math.floor(ALL_CHUNKS_BYTES / Math.max(1, this.byName.size));
    this.around.pool = new ChunkPool(Math.max(this.settings.blockBytes, Math.min(CHUNK_BYTES, share)));
  }

  private sort(): void {
    const names = [...this.byName.keys()].toSorted();
    this.sorted = names.map((name) => this.byName.get(name)!);
    this.active = this.sorted.filter((input) => input.active);
  }

  /** A line may have come, also through an action, that the event loop has not told of yet. */
  private lookAtOthers(): void {
    const { sorted, rounds } = this;
    this.rounds += 1;
    if (sorted.length > MOST_LOOKS_A_ROUND || sorted.length === this.active.length) return;
    if (rounds >= ROUNDS_WITH_LOOK && rounds % ROUNDS_BETWEEN_LOOKS > 0) return;
    for (const input of sorted) {
      if (!input.active && input.mayHaveMore) this.enter(input);
    }
  }

  private openUnlessOpen(input: LineSource): void {
    this.logOpening(input);
    if (input.isOpen) this.settings.log(6, `Input file ${input.name} already open`);
    else input.open("end");
  }

  /** A pipe stays open, since what was read of it cannot be read again. */
  private openAnew(input: LineSource): void {
    this.logOpening(input);
    input.lineCount = 0;
    if (input.staysOpenAtRestart()) {
      input.beginTimes();
      return;
    }
    input.close();
    input.open("end");
  }

  private logOpening({ name }: LineSource): void {
    this.settings.log(4, `Opening input file ${name}`);
  }

  private remove(input: LineSource): void {
    input.close();
    input.active = false;
    this.active = this.active.filter((other) => other !== input);
  }

  private activate(input: LineSource): void {
    if (input.active || this.enter(input)) this.wake();
  }

  /** Puts an input among those that have something to read, unless it is to be left alone. */
  private enter(input: LineSource): boolean {
    if (this.byName.get(input.name) !== input || input.sleepsUntil > this.settings.now()) return false;
    input.active = true;
    const { active } = this;
    let at = active.length;
    while (at > 0 && active[at - 1]!.name > input.name) at -= 1;
    if (at === active.length) active.push(input);
    else active.splice(at, 0, input);
    return true;
  }

  private wake(): void {
    if (this.awake || !this.callback) return;
    this.awake = true;
    this.callback();
  }

  private turn(): void {
    const now = this.settings.now();
    if (Math.floor(now) !== this.second) {
      this.second = Math.floor(now);
      for (const input of this.sorted) {
        input.everySecond(now);
        if (input.sleepsUntil > 0 && input.sleepsUntil <= now) this.activate(input);
      }
    }
    const beginning = performance.now();
    const { pollTimeoutSeconds } = this.settings;
    if (beginning - this.lookedAt < Math.max(0, pollTimeoutSeconds - 1) * 1000) return;
    this.lookAtSome(Math.min(beginning - this.lookedAt, LONGEST_BETWEEN_LOOKS_MS) / 1000);
    this.lookedAt = beginning;
    this.poll(beginning);
  }

  private lookAtSome(seconds: number): void {
    const { sorted } = this;
    const due = this.looksDue + seconds * Math.min(sorted.length, LOOKS_A_SECOND);
    for (this.looksDue = Math.min(due, sorted.length); this.looksDue >= 1; this.looksDue -= 1) {
      this.nextLook = (this.nextLook + 1) % sorted.length;
      const input = sorted[this.nextLook]!;
      if (!input.needsPolling) this.look(input);
    }
  }

  private poll(beginning: number): void {
    const polled = this.sorted.filter((input) => input.needsPolling);
    for (let count = polled.length; count > 0; count -= 1) {
      this.nextPolled = (this.nextPolled + 1) % polled.length;
      this.look(polled[this.nextPolled]!);
      if (performance.now() - beginning > MOST_LOOKING_MS) return;
    }
  }

  private look(input: LineSource): void {
    if (!input.active && input.sleepsUntil <= this.settings.now() && input.look()) this.activate(input);
  }
}
