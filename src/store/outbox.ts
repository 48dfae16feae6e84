import type { Effect } from "../core/ports.ts";
import { add, type Batch } from "./batch.ts";

/** An effect that finishes later. */
export type LastingEffect = Extract<Effect, { kind: "run" | "send" }>;

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
  /** Begins an effect; whoever does it calls {@link Outbox.done} when the effect is over, well or badly. */
  begin(row: OutboxRow): void;
  /** Told about an effect that was begun as often as is allowed, and is given up. */
  giveUp(row: OutboxRow): void;
  /** How often an effect is begun, over all starts of the program. */
  readonly mostAttempts: number;
  /** Part of the ids; another one at each start of the program. */
  readonly prefix: string;
}

/**
 * Effects that finish later. They are written with the state from which they follow, begun when that has been
 * committed, and struck out when they are over, so that a crash can repeat an effect but not lose it.
 */
export class Outbox {
  private readonly settings: OutboxSettings;
  private sequence = 0;
  /** Asked for, and not yet part of a batch. */
  private asked: OutboxRow[] = [];
  /** Part of a batch that is being written. */
  private writing: OutboxRow[] = [];
  private readonly running = new Map<string, OutboxRow>();
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

  /** Effects that have not been finished. */
  get size(): number {
    return this.asked.length + this.writing.length + this.running.size;
  }

  /** Takes an effect, which is begun after the next commit. */
  add(effect: LastingEffect): void {
    this.sequence += 1;
    const id = `${this.settings.prefix}-${this.sequence}`;
    this.asked.push({ id, sequence: this.sequence, attempts: 1, effect });
  }

  /**
   * Takes back what the last run of the program has left. It is begun after the next commit, which holds that
   * it has been tried once more.
   */
  resume(rows: readonly OutboxRow[]): void {
    const again: OutboxRow[] = [];
    for (const row of rows) {
      this.sequence = Math.max(this.sequence, row.sequence);
      if (row.attempts >= this.settings.mostAttempts) {
        this.settings.giveUp(row);
        this.over.push(row.id);
      } else again.push({ ...row, attempts: row.attempts + 1 });
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
    if (this.rewrite) for (const row of this.running.values()) addRow(batch, row);
    this.rewrite = false;
    for (const id of this.over) add(batch, "deleteEffect", id);
    for (const row of this.asked) addRow(batch, row);
    this.over = [];
    for (const row of this.asked) this.writing.push(row);
    this.asked = [];
  }

  /** Begins what was part of the batch that has just been committed. */
  committed(): void {
    const begun = this.writing;
    this.writing = [];
    for (const row of begun) this.begin(row);
  }

  /**
   * Begins everything that waits although nothing can be written: an alert that may be repeated is better
   * than one that does not come.
   */
  beginUncommitted(): void {
    const waiting = [...this.writing, ...this.asked];
    this.writing = [];
    this.asked = [];
    for (const row of waiting) this.begin(row);
  }

  /** To be called when an effect is over. That it may never have been written does no harm. */
  done(id: string): void {
    if (this.running.delete(id)) this.over.push(id);
  }

  private begin(row: OutboxRow): void {
    this.running.set(row.id, row);
    this.settings.begin(row);
  }
}

function addRow(batch: Batch, { id, sequence, attempts, effect }: OutboxRow): void {
  add(batch, "effect", id, sequence, attempts, JSON.stringify(effect));
}
