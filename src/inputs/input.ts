import { closeSync } from "node:fs";
import type { ByteLine } from "./byte-line.ts";
import { CutLines } from "./cut-lines.ts";
import type { FormerFiles } from "./former-files.ts";
import { type InputSurroundings, openSettingsOf } from "./input-surroundings.ts";
import type { LineSource } from "./line-source.ts";
import { NameWatch } from "./name-watch.ts";
import { type OpenSettings, openInput, STANDARD_INPUT, type StartFrom } from "./open-input.ts";
import type { Opened } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import { Reopening } from "./reopening.ts";
import {
  type Continuation,
  type FilePosition,
  findAgain,
  isStill,
  positionBefore,
  positionsIn,
  type SavedPositions,
} from "./resume.ts";
import { Rotation } from "./rotation.ts";
import { isSettled } from "./settled.ts";
import { Silence } from "./silence.ts";
import { systemErrorText } from "./system-error.ts";

/** A file that is rotated while it is being found again is looked for so often. */
const MOST_ATTEMPTS = 20;

/** One input file: what has its name at the moment, and what had it before. */
export class Input implements LineSource {
  readonly name: string;
  readonly dynamic: boolean;
  context: string | undefined;
  lineCount = 0;
  generation = 0;
  active = false;
  progress = false;
  /** Whether the last line taken has been matched: until then its file counts as read up to its beginning. */
  lineIsMatched = true;
  sleepsUntil = 0;
  atEnd = false;
  private readonly around: Readonly<InputSurroundings>;
  private current: Opened | undefined;
  private readonly rotation: Rotation;
  private readonly nameWatch: NameWatch;
  private readonly reopening: Reopening;
  /** Where the last line taken begins. */
  private lineStart = 0;
  private lineFrom: Opened | undefined;
  readonly silence: Silence;
  readonly cutLines: CutLines;

  constructor(
    name: string,
    context: string | undefined,
    dynamic: boolean,
    around: Readonly<InputSurroundings>,
  ) {
    this.name = name;
    this.context = context;
    this.dynamic = dynamic;
    this.around = around;
    this.rotation = new Rotation(around);
    this.nameWatch = new NameWatch(name, around);
    this.reopening = new Reopening(name, around);
    this.silence = new Silence(name, around);
    this.cutLines = new CutLines(name, around);
  }

  get former(): FormerFiles {
    return this.rotation.former;
  }

  get opened(): Opened | undefined {
    return this.current;
  }

  get failure(): string {
    return this.reopening.failure;
  }

  get isOpen(): boolean {
    return this.current !== undefined;
  }

  /** Whether a read of what has the name would give something; of a pipe one cannot tell. */
  get mayHaveMore(): boolean {
    return this.current !== undefined && (this.current.kind === "pipe" || this.current.hasMore());
  }

  get needsPolling(): boolean {
    if (this.current && (this.nameWatch.isGone || this.current.needsPolling)) return true;
    return this.former.files.some((file) => file.needsPolling);
  }

  /** How far all files and spools have been read whose lines have been matched. */
  get positions(): readonly FilePosition[] {
    const { awaited } = this.reopening;
    if (awaited) return [...this.rotation.settled.positions(this.name), ...awaited.positions];
    const open = [...this.former.files, this.current].flatMap((file) => this.positionIn(file));
    const settled = this.current?.kind === "pipe" ? [] : this.rotation.settled.positions(this.name);
    const positions = [...this.rotation.unreadable, ...settled, ...open, ...this.reopening.left];
    const isAwaited = !this.current && this.reopening.isFromStart;
    return isAwaited ? [...positions, positionBefore(this.name)] : positions;
  }

  private positionIn(file: Opened | undefined): readonly FilePosition[] {
    if (!file) return [];
    const isMatched = this.lineIsMatched || this.lineFrom !== file;
    return positionsIn(this.name, file, isMatched ? file.lines.offset : this.lineStart);
  }

  /**
   * Goes on where an earlier run has stopped; a file that is not there yet, or cannot be read yet, keeps its
   * place. `sinceMs` is when the positions were saved, in milliseconds since Epoch.
   */
  resume(positions: readonly FilePosition[], sinceMs: number): void {
    this.rotation.settled.resume(positions);
    this.reopening.awaited = { positions: positions.filter((one) => !isSettled(one)), sinceMs };
    this.open("end");
  }

  /** Looks once more for a file that is rotated between being found and being opened. */
  private goOn({ positions, sinceMs }: SavedPositions): void {
    const { reopening } = this;
    const { settings } = this.around;
    for (let attempts = MOST_ATTEMPTS; ; attempts -= 1) {
      this.rotation.begin();
      const found = findAgain(this.name, positions, sinceMs, this.rotation.searchSettings);
      const isReadable = found !== "unreadable";
      reopening.rotationFailed = isReadable && found.offset === 0;
      this.attempt(isReadable ? String(found.offset) : "end");
      const isFound = isReadable && isStill(this.current, found.current, settings.opener);
      const isUnread = !this.current && !reopening.rotationFailed && (!isReadable || found.current);
      if (!isUnread && isReadable && (isFound || attempts === 0)) return this.keepFound(found);
      if (isReadable) for (const { descriptor } of found.former) closeSync(descriptor);
      this.current?.close();
      this.current = undefined;
      if (isUnread || attempts === 0) return;
    }
  }

  private keepFound({ former, unreadable, copiesSinceNs }: Continuation): void {
    this.reopening.awaited = undefined;
    if (copiesSinceNs !== undefined) this.rotation.hasCopiesSince(copiesSinceNs);
    this.rotation.unreadable = unreadable;
    if (this.rotation.keep(former, this.name, this.openSettings)) this.around.activate(this);
    if (!this.rotation.settled.isKnown) this.rotation.beginRecord(this.name, () => this.current);
  }

  /** Opens it, at the start or by a signal. */
  open(from: StartFrom): void {
    this.beginTimes();
    const start = this.reopening.rotationFailed ? "start" : from;
    const isRotated = this.name !== STANDARD_INPUT && !this.around.settings.noTail;
    if (this.reopening.awaited || !isRotated) this.tryToOpen(start);
    else this.rotation.beginRecord(this.name, () => this.openAnew(start));
  }

  private openAnew(from: StartFrom): Opened | undefined {
    if (this.current instanceof RegularFile) {
      this.current.close();
      this.current = undefined;
    }
    this.attempt(from);
    return this.current;
  }

  private tryToOpen(from: StartFrom): void {
    if (this.reopening.awaited) this.goOn(this.reopening.awaited);
    else this.attempt(from);
  }

  beginTimes(): void {
    this.silence.begin();
    this.sleepsUntil = 0;
  }

  close(): void {
    this.generation += 1;
    this.current?.close();
    this.current = undefined;
    this.reopening.awaited = undefined;
    this.rotation.unreadable = [];
    this.rotation.settled.forget();
    this.lineFrom = undefined;
    this.former.close();
  }

  /** Whether a full restart may leave it open: what a pipe had is gone once it was read. */
  staysOpenAtRestart(): boolean {
    if (this.current?.kind !== "pipe") return false;
    if (this.name === STANDARD_INPUT) return true;
    return this.nameWatch.stateOf(this.current) === "same";
  }

  /** The next line, if there is one. */
  takeLine(): ByteLine | undefined {
    this.progress = false;
    // Looking at files that had the name before costs a system call each, so it is not done for every line.
    let line = this.former.all.length > 0 ? (this.takeSeen() ?? this.takeFormer()) : undefined;
    // Lines of a file that had the name before come before those of the file that has it now.
    if (line === undefined && !this.progress && this.current) line = this.takeCurrent(this.current);
    if (line !== undefined || this.progress) this.silence.ends();
    if (line === undefined) return line;
    this.lineCount += 1;
    this.lineIsMatched = false;
    if (line.source !== this.name) line.source = this.name;
    if (line.context !== this.context) line.context = this.context;
    return line;
  }

  private takeSeen(): ByteLine | undefined {
    const file = this.lineFrom;
    const start = file?.lines.offset ?? 0;
    const line = file?.lines.nextSeen();
    if (!file || line === undefined) return undefined;
    this.lineStart = start;
    if (line.file !== file.identity) line.file = file.identity;
    return line;
  }

  rest(): void {
    const { checkTimeoutSeconds, now } = this.around.settings;
    if (checkTimeoutSeconds > 0) this.sleepsUntil = Math.floor(now()) + checkTimeoutSeconds;
    this.silence.noteTime();
    this.current?.wait();
    for (const file of this.former.files) file.wait();
  }

  /** Looks whether there is something to read, or another file has the name. Watches begin again by it. */
  look(): boolean {
    const { current } = this;
    const more = this.former.files.filter((file) => file.hasMore());
    if (!current) return more.length > 0;
    const currentHasMore = current.hasMore();
    if (this.name !== STANDARD_INPUT && !this.around.settings.noTail) this.nameWatch.look(current);
    return this.nameWatch.hasNews || currentHasMore || more.length > 0;
  }

  /** What is to be done every second. */
  everySecond(now: number): void {
    if (!this.current && this.reopening.isDue(now)) this.tryToOpen(this.reopening.next);
    if (!this.current && this.reopening.isNextAwaited && this.nameWatch.folderHasChanged())
      this.keepPassed(undefined);
    if (this.former.end(now, this.isOpen)) this.around.activate(this);
    if (this.rotation.tryUnreadable(this.name, this.openSettings)) this.around.activate(this);
    this.silence.everySecond(now);
  }

  private get openSettings(): OpenSettings {
    return openSettingsOf(this.around, this.cutLines, () => this.around.activate(this));
  }

  private attempt(from: StartFrom): void {
    const { reopening } = this;
    reopening.begins();
    this.nameWatch.isGone = false;
    this.atEnd = false;
    if (!reopening.rotationFailed) this.rotation.begin();
    const opened = openInput(this.name, from, this.openSettings);
    if ("message" in opened) {
      reopening.fails(opened);
      return;
    }
    this.current = this.former.takeBack(opened) ?? opened;
    this.rotation.watchOver(this.current, this.name);
    reopening.succeeds();
    this.around.activate(this);
  }

  private takeFormer(): ByteLine | undefined {
    for (const former of this.former.all) {
      let line = this.takeFrom(former.file);
      if (line === undefined && former.giveRest && !this.progress) line = this.takeRest(former.file);
      former.giveRest = false;
      if (line !== undefined || former.file.lines.stopped === "no")
        former.quietSince = this.around.settings.now();
      if (line !== undefined || this.progress) return line;
    }
    return undefined;
  }

  private takeFrom(file: Opened): ByteLine | undefined {
    this.lineFrom = file;
    this.lineStart = file.lines.offset;
    try {
      const line = file.lines.next();
      if (line !== undefined) line.file = file.identity;
      else if (file.lines.stopped === "no") this.progress = true;
      return line;
    } catch (error) {
      const message = `Input file ${this.name} IO error (${systemErrorText(error)}), closing the file`;
      this.around.settings.log(2, message);
      const rest = this.takeRest(file);
      this.leave(file);
      return rest;
    }
  }

  private leave(file: Opened): void {
    this.former.settle(file);
    this.lineFrom = undefined;
    this.former.forget(file);
    if (this.current !== file) return;
    this.current = undefined;
    this.reopening.closes(positionsIn(this.name, file, file.lines.offset));
  }

  private takeCurrent(file: Opened): ByteLine | undefined {
    if (this.rotation.startIsNew && this.rotation.keepBefore(file, this.name, this.openSettings)) {
      this.lineFrom = undefined;
      this.progress = true;
      return undefined;
    }
    const line = this.takeFrom(file);
    if (line === undefined && !this.progress && this.current === file) return this.stopped(file);
    return line;
  }

  private takeRest(file: Opened): ByteLine | undefined {
    this.lineFrom = file;
    this.lineStart = file.lines.offset;
    const rest = file.lines.rest();
    if (rest) rest.file = file.identity;
    return rest;
  }

  /** There is nothing left in the file. Returns its unfinished last line if it will not be finished. */
  private stopped(file: Opened): ByteLine | undefined {
    const { noTail } = this.around.settings;
    if (file.kind === "pipe" && file.lines.stopped === "end") return this.writersHaveGone(file);
    if (noTail) {
      this.atEnd = file.kind === "regular file";
      return this.atEnd ? this.takeRest(file) : undefined;
    }
    if (this.name === STANDARD_INPUT || (file.kind === "pipe" && !this.nameWatch.hasNews)) return undefined;
    return this.checkName(file);
  }

  private writersHaveGone(file: Opened): ByteLine | undefined {
    const { log, noTail } = this.around.settings;
    const rest = this.takeRest(file);
    if (!noTail && file.waitsForSpool?.()) return rest;
    log(6, `No writers on input pipe ${this.name}, closing the pipe`);
    this.leave(file);
    this.atEnd = true;
    if (this.name !== STANDARD_INPUT && !noTail) {
      log(6, `Reopening input pipe ${this.name}`);
      this.attempt("start");
    }
    return rest;
  }

  /** Finds out whether the file has been rotated, once everything in it has been read. */
  private checkName(file: Opened): ByteLine | undefined {
    const afterLook = this.nameWatch.hasNews;
    this.nameWatch.hasNews = false;
    const state = this.nameWatch.stateOf(file);
    if (state === "gone" && afterLook) this.progress = this.keepPassed(file);
    if (state === "gone" || state === "same") return undefined;
    const { log, now } = this.around.settings;
    if (state === "truncated" && file instanceof RegularFile) {
      // Files that are made up on reading look as if they had just been truncated: once a look is enough.
      if (file.fileSystem.proc && !afterLook) return undefined;
      log(4, `Input file ${this.name} has been truncated`);
      log(4, `Reopening ${this.name} and processing from the start`);
      this.rotation.begin();
      const [position] = this.positionIn(file);
      const isCopied = position && this.rotation.keepRestOf(file, position, this.openSettings);
      const rest = isCopied ? undefined : this.takeRest(file);
      file.restart();
      this.progress = true;
      return rest;
    }
    log(4, `Input file ${this.name} has been recreated`);
    log(4, `Reopening ${this.name} and processing from the start`);
    this.former.keep(file, now());
    this.current = undefined;
    this.reopening.rotationFailed = true;
    this.rotation.begin();
    this.attempt("start");
    if (file instanceof RegularFile)
      this.rotation.keepBetween(file, this.opened, this.name, this.openSettings);
    this.progress = true;
    return undefined;
  }

  /** The name is gone: whatever had it since is read, and who gets it next is waited for. */
  private keepPassed(file: Opened | undefined): boolean {
    const isFound = this.rotation.keepPassed(file, this.name, this.openSettings);
    if (isFound) {
      [this.current, this.reopening.rotationFailed] = [undefined, true];
      this.rotation.begin();
      this.around.activate(this);
    }
    return isFound;
  }
}
