import { CutLines } from "../cut-lines.ts";
import type { LineSource, TakenLine } from "../line-source.ts";
import type { FilePosition } from "../resume.ts";
import type { InputSettings } from "../settings.ts";
import { Silence } from "../silence.ts";
import { type EntryLine, EntryQueue } from "./entry-queue.ts";
import type { EntryLimits, JournalEntry } from "./export-format.ts";
import { first, JOURNAL_FORMATS, receivedAt } from "./formats.ts";
import {
  fromFilePosition,
  type JournalStart,
  startArguments,
  timeOfCursor,
  toFilePosition,
} from "./journal-position.ts";
import { Journalctl } from "./journalctl.ts";
import { type JournalPattern, ofMachine } from "./matches.ts";
import { isOwnEntry, type OwnIdentity } from "./own-entries.ts";

/** A journalctl that has failed is started again after so long, each time later. */
const SHORTEST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;
/** One that has run for so long is not held to have failed at once. */
const LONG_RUN_MS = 10_000;
const MOST_LINES_OF_AN_ENTRY = 10_000;
const SMALLEST_VALUE_BYTES = 1024 * 1024;
const WITHOUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** What the journal is read with. */
export interface JournalSurroundings {
  readonly settings: InputSettings;
  readonly own: OwnIdentity;
  activate(input: LineSource): void;
}

/**
 * What the input is doing:
 * - `looking`: where the journal ends, or if the saved cursor is still there
 * - `reading`: what is there already; for a backlog, or with `--notail`
 * - `following`: what comes
 */
type Phase = "closed" | "looking" | "reading" | "following" | "waiting" | "ended";

/** The journal, or those of its entries that match, as an input. */
export class JournalInput implements LineSource {
  readonly name: string;
  readonly pattern: JournalPattern;
  readonly dynamic = false;
  readonly needsPolling = false;
  readonly sleepsUntil = 0;
  context: string | undefined;
  lineCount = 0;
  generation = 0;
  active = false;
  progress = false;
  lineIsMatched = true;
  failure = "";
  /** How often the saved cursor was not in the journal any more. */
  lost = 0;
  /** When the journal received the entry of the last line, in seconds since Epoch. */
  lineTime: number | undefined;
  readonly silence: Silence;
  readonly cutLines: CutLines;
  private readonly around: JournalSurroundings;
  private queue = new EntryQueue();
  private phase: Phase = "closed";
  private child: Journalctl | undefined;
  private paused = false;
  private timer: NodeJS.Timeout | undefined;
  private retryMs = SHORTEST_RETRY_MS;
  private startedAt = 0;
  /** Where reading begins, unless an entry has been read. */
  private from: JournalStart = { kind: "start" };
  private readCursor: string | undefined;
  /** Lines of the first entry that were matched before. */
  private linesBefore = 0;
  private hasBacklog = false;

  constructor(pattern: JournalPattern, around: JournalSurroundings) {
    this.pattern = pattern;
    this.name = pattern.name === undefined ? "journal" : `journal:${pattern.name}`;
    this.context = pattern.name;
    this.around = around;
    this.silence = new Silence(this.name, around);
    this.cutLines = new CutLines(this.name, around);
  }

  get isOpen(): boolean {
    return this.phase !== "closed" && this.phase !== "waiting";
  }

  get mayHaveMore(): boolean {
    return !this.queue.isEmpty;
  }

  get atEnd(): boolean {
    return this.phase === "ended" && this.queue.isEmpty;
  }

  /** How much later than they were received lines are matched, at a second since Epoch. */
  lagSeconds(now: number): number {
    return this.mayHaveMore && this.lineTime !== undefined ? Math.max(0, now - this.lineTime) : 0;
  }

  /** Whether entries of the backlog have not all been read from the journal. */
  get backlogIsComing(): boolean {
    return this.hasBacklog && this.phase !== "closed" && this.phase !== "following" && this.failure === "";
  }

  get positions(): readonly FilePosition[] {
    const { cursor, lines = this.linesBefore } = this.queue.position(this.lineIsMatched);
    const from: JournalStart = cursor === undefined ? this.from : { kind: "cursor", cursor };
    return [toFilePosition(this.name, { from, lines })];
  }

  beginTimes(): void {
    this.silence.begin();
  }

  open(from: "start" | "end"): void {
    // It may be waiting for its next attempt, and must not lose its place.
    if (this.phase !== "closed") return;
    this.begin();
    if (from === "start") {
      this.from = { kind: "start" };
      this.read();
    } else {
      // Until we know more: nothing that comes from now on may be lost.
      this.from = { kind: "since", microseconds: BigInt(Math.floor(this.around.settings.now() * 1_000_000)) };
      this.lookForEnd();
    }
  }

  /** Goes on where an earlier run has stopped. */
  resume(position: FilePosition): void {
    this.begin();
    this.hasBacklog = true;
    const { from, lines } = fromFilePosition(position);
    this.from = from;
    this.linesBefore = lines;
    if (from.kind === "cursor") this.lookForCursor(from.cursor);
    else this.read();
  }

  close(): void {
    this.generation += 1;
    clearTimeout(this.timer);
    this.child?.close();
    this.child = undefined;
    this.phase = "closed";
  }

  staysOpenAtRestart(): boolean {
    return this.phase !== "closed";
  }

  takeLine(): TakenLine | undefined {
    this.progress = false;
    const line = this.takeEntryLine();
    if (!line) return undefined;
    const { name: source, context, lineCount: offset } = this;
    return { text: line.text, source, context, offset, file: undefined, fields: line.fields };
  }

  rest(): void {
    this.silence.noteTime();
  }

  look(): boolean {
    return !this.queue.isEmpty;
  }

  everySecond(now: number): void {
    this.silence.everySecond(now);
  }

  private takeEntryLine(): EntryLine | undefined {
    const line = this.queue.take();
    if (this.paused && !this.queue.isFull) {
      this.paused = false;
      this.child?.resume();
    }
    if (!line) return undefined;
    this.silence.ends();
    this.lineCount += 1;
    this.lineIsMatched = false;
    this.lineTime = line.time;
    return line;
  }

  private get log(): InputSettings["log"] {
    return this.around.settings.log;
  }

  private begin(): void {
    this.beginTimes();
    this.queue = new EntryQueue();
    this.readCursor = undefined;
    this.linesBefore = 0;
    this.lineIsMatched = true;
    this.hasBacklog = false;
    this.failure = "";
  }

  /** The folder of the journal's files; undefined for this machine's journal. */
  get folder(): string | undefined {
    return this.around.settings.journalFolder;
  }

  private get limits(): EntryLimits {
    const { maxLineBytes } = this.around.settings;
    const valueBytes =
      maxLineBytes === 0 ? WITHOUT_LIMIT_BYTES : Math.max(maxLineBytes, SMALLEST_VALUE_BYTES);
    return { valueBytes, entryBytes: 4 * valueBytes };
  }

  /** Finds the last entry of all, which is where "now" is, unless it has come since the input was opened. */
  private lookForEnd(): void {
    let cursor: string | undefined;
    let received = 0;
    this.start(
      "looking",
      ["--lines=1"],
      (entry) => {
        cursor = first(entry, "__CURSOR");
        received = Number(first(entry, "__REALTIME_TIMESTAMP")) || 0;
      },
      () => {
        if (cursor !== undefined && !this.hasComeSince(received)) this.from = { kind: "cursor", cursor };
        this.follow();
      },
      () => this.lookForEnd(),
    );
  }

  /** Whether the journal has received something since the input was opened; microseconds since Epoch. */
  private hasComeSince(received: number): boolean {
    // What is of the future was there before the clock was set back.
    if (received > this.around.settings.now() * 1_000_000) return false;
    return this.from.kind === "since" && BigInt(received) >= this.from.microseconds;
  }

  /** Finds out whether the entry of a cursor is still there: journalctl begins at the next one if not. */
  private lookForCursor(wanted: string): void {
    let found: string | undefined;
    this.start(
      "looking",
      [`--cursor=${wanted}`, "--lines=1"],
      (entry) => {
        found ??= first(entry, "__CURSOR");
      },
      (failure) => {
        if (found !== wanted) this.cursorIsGone(wanted, failure);
        this.read();
      },
      () => this.lookForCursor(wanted),
    );
  }

  private cursorIsGone(cursor: string, failure: string | undefined): void {
    const microseconds = timeOfCursor(cursor);
    const why = failure === undefined ? "" : ` (${failure})`;
    this.lost += 1;
    this.linesBefore = 0;
    this.log(
      3,
      `Journal input ${this.name}: the entry that was read last is not in the journal any more${why}, ` +
        "what came after it may be lost; going on with what is there of its time and later",
    );
    const present = BigInt(Math.floor(this.around.settings.now() * 1_000_000));
    this.from = { kind: "since", microseconds: microseconds ?? present };
  }

  /** How far entries have been read, whether or not they have been matched. */
  private get present(): JournalStart {
    return this.readCursor === undefined ? this.from : { kind: "cursor", cursor: this.readCursor };
  }

  /** Reads what there is, and then what comes. */
  private read(): void {
    this.start(
      "reading",
      [...startArguments(this.present), ...this.pattern.matches],
      (entry) => this.take(entry),
      () => {
        if (this.around.settings.noTail) this.phase = "ended";
        else this.follow();
        this.around.activate(this);
      },
      () => this.read(),
    );
  }

  /**
   * Alone, --follow takes entries of this boot only, whose number it reads below /proc/sys: that is hidden in
   * a locked-down service, and another one in some containers. With --merge it does not, but takes what other
   * machines have sent as well.
   */
  private follow(): void {
    const { machine } = this.around.own;
    const { matches } = this.pattern;
    const ofThisMachine =
      this.folder !== undefined || machine === undefined ? matches : ofMachine(matches, machine);
    this.start(
      "following",
      ["--follow", "--merge", "--no-tail", ...startArguments(this.present), ...ofThisMachine],
      (entry) => this.take(entry),
      () => this.retry("journalctl has ended", () => this.follow()),
      () => this.follow(),
    );
  }

  /** Starts journalctl; `then` is called when it has ended well, `again` some time after it has failed. */
  private start(
    phase: Phase,
    args: readonly string[],
    onEntry: (entry: JournalEntry) => void,
    then: (failure: string | undefined) => void,
    again: () => void,
  ): void {
    this.phase = phase;
    this.paused = false;
    this.startedAt = performance.now();
    const { generation } = this;
    const folder = this.folder === undefined ? [] : [`--directory=${this.folder}`];
    const all = ["--quiet", ...folder, ...args];
    const ended = (failure: string | undefined): void => {
      if (generation !== this.generation) return;
      this.child = undefined;
      const isCursorRefused = failure !== undefined && /seek to cursor|parse cursor/i.test(failure);
      if (failure !== undefined && !(phase === "looking" && isCursorRefused)) {
        this.retry(failure, again);
        return;
      }
      if (phase !== "following") this.recovered();
      then(failure);
    };
    this.child = new Journalctl(
      all,
      this.limits,
      (entry) => {
        if (phase === "following" || phase === "reading") this.recovered();
        onEntry(entry);
        if (this.queue.isFull && !this.paused) {
          this.paused = true;
          this.child?.pause();
        }
      },
      ended,
    );
  }

  private recovered(): void {
    if (this.failure === "") return;
    this.failure = "";
    this.log(4, `Journal input ${this.name} is read again`);
  }

  private retry(failure: string, again: () => void): void {
    if (performance.now() - this.startedAt >= LONG_RUN_MS) this.retryMs = SHORTEST_RETRY_MS;
    const isNews = this.failure !== failure;
    this.failure = failure;
    if (isNews) this.log(2, `Journal input ${this.name} cannot be read (${failure}), trying again`);
    this.phase = "waiting";
    this.timer = setTimeout(again, this.retryMs);
    this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
    this.around.activate(this);
  }

  private take(entry: JournalEntry): void {
    const cursor = first(entry, "__CURSOR");
    if (cursor === undefined || cursor === this.readCursor) return;
    // The entry of the cursor itself comes first, and has been matched.
    if (this.readCursor === undefined && this.from.kind === "cursor" && this.from.cursor === cursor) return;
    this.readCursor = cursor;
    const isOwn = isOwnEntry(entry, this.around.own, this.pattern.units);
    const lines = isOwn ? [] : this.linesOf(entry);
    // Those that were matched before the program ended belong to the first entry that has lines.
    const before = lines.length > 0 ? this.linesBefore : 0;
    this.queue.push(cursor, lines, before);
    this.linesBefore -= before;
    this.around.activate(this);
  }

  private linesOf(entry: JournalEntry): readonly EntryLine[] {
    const { maxLineBytes, journalFormat } = this.around.settings;
    const texts = JOURNAL_FORMATS[journalFormat](entry);
    const time = receivedAt(entry);
    const { fields } = entry;
    if (entry.omittedBytes > 0) this.cutLines.note(entry.omittedBytes);
    if (texts.length > MOST_LINES_OF_AN_ENTRY) this.cutLines.note(texts.join("\n").length);
    return texts.slice(0, MOST_LINES_OF_AN_ENTRY).map((text) => {
      if (maxLineBytes === 0 || text.length <= maxLineBytes) return { text, time, fields };
      this.cutLines.note(text.length);
      return { text: text.slice(0, maxLineBytes), time, fields };
    });
  }
}
