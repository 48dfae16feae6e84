import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Engine } from "../core/engine.ts";
import { type Dropped, restore } from "../core/saved-state.ts";
import { type FileLock, lockFile } from "../system/file-lock.ts";
import { add, type Batch } from "./batch.ts";
import { ChangeEncoder } from "./encoder.ts";
import { InputRows } from "./input-rows.ts";
import { type InputPosition, type Loaded, load, NOTE } from "./load.ts";
import type { Outbox } from "./outbox.ts";
import type { FromWriter, ToWriter, WriterSettings } from "./protocol.ts";
import { openState, realPathOf, type StateProblem } from "./state-file.ts";

export interface StoreSettings {
  readonly path: string;
  readonly sync: "full" | "normal";
  /** How long changes wait for the next commit if no effect waits for it. */
  readonly intervalMs: number;
  /** How long another program's lock on the database is waited for. */
  readonly lockTimeoutMs?: number;
  /** When a commit that has failed is tried again. */
  readonly retryMs?: number;
}

/** What a store needs of the program. */
export interface StoreSurroundings {
  /** How far the lines have been read that the engine has got so far. */
  positions(): readonly InputPosition[];
  /** What else is to be kept, by name; few and small. */
  notes?(): ReadonlyMap<string, string>;
  readonly outbox?: Outbox;
  /** A commit is on the disk: what was read up to these positions will not be asked for again. */
  committed?(positions: readonly InputPosition[]): void;
  /** The state cannot be written, or (without a reason) can be written again. Told once each. */
  trouble(reason: string | undefined): void;
}

/** A commit that is under way. */
export interface Commit {
  /** The engine may be stepped again. */
  readonly encoded: Promise<void>;
  /** The state is on the disk. Takes as long as trouble lasts. */
  readonly committed: Promise<void>;
}

/** The loop may be held up for so long by making rows of changes. */
const SLICE_MS = 4;
/** About 4 MiB. */
const MOST_CHANGES = 40_000;
const LOCK_TIMEOUT_MS = 5000;
const RETRY_MS = 1000;
const LONGEST_CLOSE_MS = 5000;
/** So often the time is committed, if there is nothing else. */
const IDLE_MS = 10_000;

/**
 * Keeps an engine's state in a file. One commit is under way at a time; it is written by another thread.
 * While a commit cannot be written everything goes on in memory.
 */
export class Store {
  /** What the file held when it was opened; undefined if that was nothing. */
  readonly loaded: Loaded | undefined;
  /** Where the file was put that was found damaged. */
  readonly setAside: string | undefined;
  private readonly settings: StoreSettings;
  private readonly lock: Extract<FileLock, { release: unknown }>;
  private readonly worker: Worker;
  private readonly inputs = new InputRows();
  private around: StoreSurroundings | undefined;
  private encoder: ChangeEncoder | undefined;
  private engine: Engine | undefined;
  private flight: { readonly positions: readonly InputPosition[]; readonly end: () => void } | undefined;
  private isEncoding = false;
  private isClosing = false;
  private reason: string | undefined;
  private begunAt = Number.NEGATIVE_INFINITY;
  private seenLines = -1;
  private seenChange = Number.NaN;

  private constructor(
    settings: StoreSettings,
    lock: Extract<FileLock, { release: unknown }>,
    opened: { readonly value: Loaded | undefined; readonly setAside?: string },
  ) {
    this.settings = settings;
    this.lock = lock;
    this.loaded = opened.value;
    this.setAside = opened.setAside;
    const { path, sync, lockTimeoutMs = LOCK_TIMEOUT_MS, retryMs = RETRY_MS } = settings;
    const hasState = opened.value !== undefined;
    const workerData: WriterSettings = { path, sync, lockTimeoutMs, retryMs, hasState };
    this.worker = new Worker(new URL(`store-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData,
    });
    this.worker.on("message", (message: FromWriter) => this.hear(message));
    this.worker.on("error", (error) => {
      throw error;
    });
    this.worker.unref();
  }

  /** Opens a state file and reads it. Only one process can have it open. */
  static open(named: StoreSettings): Store | StateProblem {
    const settings = { ...named, path: realPathOf(named.path) };
    const { path, sync, lockTimeoutMs = LOCK_TIMEOUT_MS } = settings;
    let lock: FileLock;
    try {
      lock = lockFile(`${path}.lock`);
    } catch (error) {
      return { problem: "unreadable", reason: (error as Error).message };
    }
    if ("holder" in lock) {
      const pid = lock.holder;
      return { problem: "in use", reason: `process ${pid} uses it`, pid };
    }
    const opened = openState(path, { sync, lockTimeoutMs, readsWithoutRoom: true }, load);
    if ("problem" in opened) {
      lock.release();
      return opened;
    }
    opened.database.close();
    return new Store(settings, lock, opened);
  }

  /**
   * Puts what was loaded into a new engine, and notes from now on what changes in it. What was left in the
   * outbox is begun after the first commit.
   */
  attach(engine: Engine, around: StoreSurroundings): Dropped | undefined {
    this.engine = engine;
    this.around = around;
    const dropped = this.loaded && restore(engine, this.loaded.state);
    this.encoder = new ChangeEncoder(engine);
    if (this.loaded) {
      this.encoder.resume(this.loaded, dropped!);
      this.inputs.resume(this.loaded.inputs);
      around.outbox?.resume(this.loaded.outbox);
    }
    return dropped;
  }

  get path(): string {
    return this.settings.path;
  }

  /** Whether changes are being made into rows, and the engine must not be stepped. */
  get encoding(): boolean {
    return this.isEncoding;
  }

  /** Whether a commit is under way. */
  get isCommitting(): boolean {
    return this.flight !== undefined;
  }

  /** Why the state cannot be written at present. */
  get degraded(): string | undefined {
    return this.reason;
  }

  /** Whether it is time for a commit. `nowMs` is of any clock that does not jump. */
  isDue(nowMs: number): boolean {
    return this.dueInMs(nowMs) <= 0;
  }

  /** Milliseconds until it is time for a commit; Infinity while one is under way, whose end is told. */
  dueInMs(nowMs: number): number {
    if (this.flight && this.reason === undefined) return Number.POSITIVE_INFINITY;
    if (this.around?.outbox?.waits) return 0;
    const { changes } = this.engine!;
    if (changes!.operations.size + changes!.contexts.size >= MOST_CHANGES) return 0;
    return this.begunAt + (this.hasChanges ? this.settings.intervalMs : IDLE_MS) - nowMs;
  }

  /** Whether an effect waits for a commit that can begin at once. */
  get isUrgent(): boolean {
    return this.around?.outbox?.waits === true && (!this.flight || this.reason !== undefined);
  }

  private get hasChanges(): boolean {
    const { processedLines, lastChange, changes } = this.engine!;
    if (processedLines !== this.seenLines || lastChange !== this.seenChange) return true;
    if (this.around?.outbox?.hasChanged || changes!.delayed) return true;
    return changes!.operations.size + changes!.contexts.size + changes!.variables.size > 0;
  }

  /** Begins a commit of everything up to now, unless one is under way. To be called between two steps. */
  commit(nowMs = performance.now()): Commit | undefined {
    this.begunAt = nowMs;
    const { encoder, around } = this;
    if (!encoder || !around) throw new Error("a store without engine");
    if (this.flight) {
      if (this.reason !== undefined) this.goOnInMemory();
      return undefined;
    }
    this.seenLines = this.engine!.processedLines;
    this.seenChange = this.engine!.lastChange;
    const positions = around.positions();
    const { promise: committed, resolve: end } = Promise.withResolvers<void>();
    this.flight = { positions, end };
    this.isEncoding = true;
    this.worker.ref();
    const encoded = new Promise<void>((resolve) => this.encodeSlices(encoder, positions, resolve));
    return { encoded, committed };
  }

  /** Commits for the last time and closes the file. What cannot be written is not waited for for ever. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, LONGEST_CLOSE_MS)));
    if (this.encoder) await Promise.race([deadline, this.commitLast()]);
    clearTimeout(timer);
    this.isClosing = true;
    this.worker.ref();
    const ended = new Promise((resolve) => this.worker.once("exit", resolve));
    this.say({ kind: "close" });
    await ended;
    this.lock.release();
  }

  private async commitLast(): Promise<void> {
    while (this.flight) await new Promise((resolve) => setTimeout(resolve, 1));
    await this.commit()?.committed;
  }

  private encodeSlices(
    encoder: ChangeEncoder,
    positions: readonly InputPosition[],
    encoded: () => void,
  ): void {
    let batch: Batch = {};
    // When the positions were taken: files that are written to later have not been read to their ends.
    add(batch, "meta", "committed", String(Date.now()));
    const rows = encoder.encode(batch);
    const slice = (): void => {
      const began = performance.now();
      while (!rows.next().done) {
        if (performance.now() - began < SLICE_MS) continue;
        this.say({ kind: "part", part: { ...batch }, last: false });
        for (const name of Object.keys(batch)) delete batch[name as keyof Batch];
        setImmediate(slice);
        return;
      }
      this.inputs.encode(batch, positions);
      this.encodeNotes(batch);
      this.around?.outbox?.encode(batch);
      this.say({ kind: "part", part: batch, last: true });
      batch = {};
      this.isEncoding = false;
      encoded();
    };
    slice();
  }

  private encodeNotes(batch: Batch): void {
    for (const [name, value] of this.around?.notes?.() ?? []) add(batch, "meta", `${NOTE}${name}`, value);
  }

  private hear(message: FromWriter): void {
    switch (message.kind) {
      case "committed":
        this.setTrouble(undefined);
        this.land();
        break;
      case "failed":
        this.setTrouble(message.reason);
        this.goOnInMemory();
        break;
      case "start over":
        this.setTrouble(message.reason);
        this.encoder?.markAll();
        this.inputs.clear();
        this.around?.outbox?.markAll();
        this.writeAnew();
        break;
    }
  }

  /** Repeats the commit that is under way with all of the state. */
  private writeAnew(): void {
    const { flight } = this;
    this.flight = undefined;
    const again = this.commit();
    void again?.committed.then(() => flight?.end());
  }

  private land(): void {
    const { flight, around } = this;
    this.flight = undefined;
    // A slow commit may end while the thread's own end is waited for.
    if (!this.isClosing) this.worker.unref();
    around?.outbox?.committed();
    if (flight) {
      around?.committed?.(flight.positions);
      flight.end();
    }
  }

  private goOnInMemory(): void {
    this.encoder?.forgetShortLived();
    this.around?.outbox?.beginUncommitted();
  }

  private setTrouble(reason: string | undefined): void {
    const before = this.reason;
    this.reason = reason;
    if ((before === undefined) !== (reason === undefined)) this.around?.trouble(reason);
  }

  private say(message: ToWriter): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.worker.postMessage(message);
  }
}
