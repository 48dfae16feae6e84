import type { Effect } from "../core/ports.ts";
import { add, type Batch } from "./batch.ts";

/** An effect that finishes later; a write only if it is to a FIFO that is full. */
export type LastingEffect = Extract<Effect, { kind: "run" | "send" | "write" }>;
/** An effect that is over at once, and is of no use to another run of the program. */
export type PassingEffect = Extract<Effect, { kind: "close" }>;

/** A row of the table `outbox`. */
export interface OutboxRow {
  /** The same however often the effect is tried; given to commands as `SEC_TS_EFFECT_ID`. */
  readonly id: string;
  /** Its place among all effects. */
  readonly sequence: number;
  /** How often it has been begun. */
  readonly attempts: number;
  readonly effect: LastingEffect;
}

export interface OutboxSettings {
  /**
   * Begins an effect; whoever does it calls {@link Outbox.done} when the effect is over, well or badly. If it
   * is a command that has to wait for room, he calls {@link Outbox.waitsForRoom}, and when it no longer has
   * to, {@link Outbox.begins}.
   */
  begin(row: OutboxRow): void;
  /** Carries out an effect that had to wait for those before it. */
  pass(effect: PassingEffect): void;
  /** Told about an effect that was begun as often as is allowed, and is given up. */
  giveUp(row: OutboxRow): void;
  /** How often an effect is begun, over all starts of the program. */
  readonly mostAttempts: number;
  /** How many more commands can be begun at once; all, if that is not said. */
  room?(): number;
  /** Part of the ids; another one at each start of the program. */
  readonly prefix: string;
}

/** What waits for a commit, in the order in which it was asked for. */
type Asked = OutboxRow | PassingEffect;

/**
 * Effects that finish later. They are written with the state from which they follow, begun when that has been
 * committed, and struck out when they are over, so that a crash can repeat an effect but not lose it.
 */
export class Outbox {
  private readonly settings: OutboxSettings;
  private sequence = 0;
  /** Asked for, and not yet part of a batch. */
  private asked: Asked[] = [];
  /** Part of a batch that is being written. */
  private writing: Asked[] = [];
  /** Begun, and not yet part of a batch. */
  private fresh: OutboxRow[] = [];
  private readonly running = new Map<string, OutboxRow>();
  /** Those whose rows say that they have been begun once more. */
  private readonly counted = new Set<string>();
  /** Over, and still in the database. */
  private over: string[] = [];
  /** Whether the rows of what runs have been lost. */
  private rewrite = false;

  constructor(settings: OutboxSettings) {
    this.settings = settings;
  }

  /** Whether effects wait for a commit. */
  get waits(): boolean {
    return this.asked.length > 0;
  }

  /** Whether the database does not hold what there is. */
  get hasChanged(): boolean {
    return this.waits || this.fresh.length > 0 || this.over.length > 0 || this.rewrite;
  }

  /** Effects that have not been finished. */
  get size(): number {
    return this.asked.length + this.writing.length + this.running.size;
  }

  /** Takes an effect, which is begun after the next commit. */
  add(effect: LastingEffect): void {
    this.asked.push(this.newRow(effect));
  }

  /** Takes an effect that has already begun. Returns its id. */
  addBegun(effect: LastingEffect): string {
    const row = this.newRow(effect);
    this.count(row);
    return row.id;
  }

  /** Carries out an effect that is over at once, but not before those that have been asked for earlier. */
  addPassing(effect: PassingEffect): void {
    if (this.asked.length === 0 && this.writing.length === 0) this.settings.pass(effect);
    else this.asked.push(effect);
  }

  private newRow(effect: LastingEffect): OutboxRow {
    this.sequence += 1;
    const id = `${this.settings.prefix}-${this.sequence}`;
    return { id, sequence: this.sequence, attempts: 0, effect };
  }

  /**
   * Takes back what the last run of the program has left. It is begun after the next commit, which holds that
   * it has been tried once more, if there is room for it.
   */
  resume(rows: readonly OutboxRow[]): void {
    const again: OutboxRow[] = [];
    for (const row of rows) {
      this.sequence = Math.max(this.sequence, row.sequence);
      if (row.attempts >= this.settings.mostAttempts) {
        this.settings.giveUp(row);
        this.over.push(row.id);
      } else again.push(row);
    }
    this.asked = [...again, ...this.asked];
  }

  /** Lets the next batch hold everything that is not over, for a database that has nothing. */
  markAll(): void {
    this.over = [];
    this.rewrite = true;
  }

  /** Adds what is new and what is over to a batch. */
  encode(batch: Batch): void {
    // Those that were being written have been lost with the others.
    if (this.rewrite)
      for (const row of [...this.running.values(), ...this.writing.filter(isRow)]) addRow(batch, row);
    this.rewrite = false;
    for (const id of this.over) add(batch, "deleteEffect", id);
    for (const row of this.fresh) if (this.running.has(row.id)) addRow(batch, row);
    let room = this.settings.room?.() ?? Number.POSITIVE_INFINITY;
    for (const asked of this.asked) {
      this.writing.push("id" in asked ? this.counting(asked, room) : asked);
      if ("id" in asked) addRow(batch, this.writing.at(-1) as OutboxRow);
      if ("id" in asked && asked.effect.kind === "run") room -= 1;
    }
    this.over = [];
    this.fresh = [];
    this.asked = [];
  }

  /** Begins what was part of the batch that has just been committed. */
  committed(): void {
    const begun = this.writing;
    this.writing = [];
    for (const asked of begun) this.begin(asked);
  }

  /**
   * Begins everything that waits although nothing can be written: an alert that may be repeated is better
   * than one that does not come.
   */
  beginUncommitted(): void {
    const waiting = [...this.writing, ...this.asked];
    this.writing = [];
    this.asked = [];
    // They are to be known as soon as something can be written, if they are not over by then.
    this.fresh.push(...waiting.filter(isRow));
    for (const asked of waiting) this.begin(asked);
  }

  /** To be called when an effect is over. That it may never have been written does no harm. */
  done(id: string): void {
    this.counted.delete(id);
    if (this.running.delete(id)) this.over.push(id);
  }

  /** To be called when a command has to wait: it may be that the program ends before it was ever begun. */
  waitsForRoom(id: string): void {
    const row = this.running.get(id);
    if (!row || !this.counted.delete(id)) return;
    const waiting = { ...row, attempts: row.attempts - 1 };
    this.running.set(id, waiting);
    this.fresh.push(waiting);
  }

  /** To be called when a command begins. */
  begins(id: string): void {
    const row = this.running.get(id);
    if (row && !this.counted.has(id)) this.count(row);
  }

  /**
   * To be called when the program ends as it was told to: what has begun and is as good as over will not be
   * begun again.
   */
  strikeOut(isOver: (row: OutboxRow) => boolean): void {
    for (const row of this.running.values()) if (isOver(row)) this.done(row.id);
  }

  private count(row: OutboxRow): void {
    const counted = { ...row, attempts: row.attempts + 1 };
    this.counted.add(row.id);
    this.running.set(row.id, counted);
    this.fresh.push(counted);
  }

  /** A row as it is written before the effect is begun: one that can end the program is to be known. */
  private counting(row: OutboxRow, room: number): OutboxRow {
    if (row.effect.kind === "run" && room <= 0) return row;
    this.counted.add(row.id);
    return { ...row, attempts: row.attempts + 1 };
  }

  private begin(asked: Asked): void {
    if (!("id" in asked)) {
      this.settings.pass(asked);
      return;
    }
    this.running.set(asked.id, asked);
    if (asked.effect.kind !== "run" && !this.counted.has(asked.id)) this.count(asked);
    this.settings.begin(this.running.get(asked.id)!);
  }
}

function isRow(asked: Asked): asked is OutboxRow {
  return "id" in asked;
}

function addRow(batch: Batch, { id, sequence, attempts, effect }: OutboxRow): void {
  add(batch, "effect", id, sequence, attempts, JSON.stringify(effect));
}
