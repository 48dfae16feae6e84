import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { commandText } from "../core/actions/command.ts";
import type { Engine } from "../core/engine.ts";
import type { Effect, LogLevel } from "../core/ports.ts";
import type { DynamicInput, Inputs } from "../inputs/inputs.ts";
import { spoolFolder } from "../inputs/spool-folder.ts";
import { Spools } from "../inputs/spools.ts";
import type { OutputEffect, Outputs } from "../outputs/outputs.ts";
import type { Tracked } from "../outputs/tracked.ts";
import { DYNAMIC_INPUTS } from "../store/load.ts";
import { type LastingEffect, Outbox, type OutboxRow } from "../store/outbox.ts";
import type { StateProblem } from "../store/state-file.ts";
import { Store } from "../store/store.ts";
import type { DaemonOptions } from "./option-table.ts";

/** An effect is begun so often, over all starts of the program. */
const MOST_ATTEMPTS = 5;
const ID_BYTES = 6;
/** At the end commands are waited for so long. */
const LAST_COMMANDS_MS = 2000;
/** A pipe may bring so much more than has been committed. */
const SPOOL_BYTES = 64 * 1024 * 1024;

/** Opens the state file that the options name. */
export function openStore(path: string, options: DaemonOptions): Store | StateProblem {
  return Store.open({
    path: resolve(path),
    sync: options["state-sync"] === "normal" ? "normal" : "full",
    intervalMs: options["state-interval"],
  });
}

/** What comes out of pipes is kept beside the state file, which the options may name by a symbolic link. */
export function openSpools(
  { path }: Store,
  named: string | undefined,
  log: (level: LogLevel, message: string) => void,
): Spools {
  const folder = spoolFolder(`${path}.spool`, `${resolve(named ?? path)}.spool`, log);
  return new Spools(folder, SPOOL_BYTES, log);
}

/** What keeping the state takes of the program. */
export interface KeepingSurroundings {
  readonly engine: Engine;
  readonly inputs: Inputs;
  readonly spools: Spools | undefined;
  log(level: LogLevel, message: string): void;
  /** A commit has been prepared or is over: the loop may go on. */
  wake(): void;
}

/**
 * Keeps the state of a daemon: commits it together with the positions of the inputs, and lets effects that
 * finish later begin when the state from which they follow is on the disk.
 */
export class StateKeeping {
  private readonly store: Store;
  private readonly outbox: Outbox;
  private readonly around: KeepingSurroundings;
  private readonly outputs: () => Outputs;
  private finalPositions: ReturnType<Inputs["positions"]> | undefined;

  /** Restores what the store holds into the engine. The outputs are asked for when there are effects. */
  constructor(store: Store, around: KeepingSurroundings, outputs: () => Outputs) {
    this.store = store;
    this.around = around;
    this.outputs = outputs;
    this.outbox = new Outbox({
      begin: (row) => this.outputs().perform(row.effect, this.trackedFor(row.id)),
      pass: (effect) => this.outputs().perform(effect),
      giveUp: (row) => this.giveUp(row),
      mostAttempts: MOST_ATTEMPTS,
      room: () => this.outputs().roomForCommands,
      prefix: randomBytes(ID_BYTES).toString("hex"),
    });
    if (store.setAside !== undefined)
      around.log(1, `The state file was damaged and is now ${store.setAside}; beginning without state`);
    const dropped = store.attach(around.engine, {
      positions: () => this.finalPositions ?? around.inputs.positions(),
      notes: () => new Map([[DYNAMIC_INPUTS, JSON.stringify(around.inputs.dynamic())]]),
      outbox: this.outbox,
      committed: (positions) => around.spools?.committed(positions),
      trouble: (reason) => this.trouble(reason),
    });
    if (dropped && dropped.operations + dropped.actionLists > 0) {
      const what = `${dropped.operations} operations and the action lists of ${dropped.actionLists} contexts`;
      around.log(4, `Dropped from the state, since their rules were changed or removed: ${what}`);
    }
  }

  /** Whether there was a state to go on with. */
  get isRestored(): boolean {
    return this.store.loaded !== undefined;
  }

  /** Whether the engine must not be stepped. */
  get isBusy(): boolean {
    return this.store.encoding;
  }

  /** Whether an effect waits for a commit that can begin now. */
  get isUrgent(): boolean {
    return this.store.isUrgent;
  }

  /** Why the state cannot be written at present. */
  get degraded(): string | undefined {
    return this.store.degraded;
  }

  /** Effects that have not been finished. */
  get unfinishedEffects(): number {
    return this.outbox.size;
  }

  /** Opens the inputs where they were left, and commits that they are open, so that no line is missed. */
  async openInputs(): Promise<void> {
    const { inputs, log } = this.around;
    const { loaded } = this.store;
    if (loaded) {
      const { state } = loaded;
      const contexts = state.contexts.length;
      const what = `${state.operations.length} event correlation operations, ${contexts} contexts`;
      log(4, `State restored: ${what}, ${loaded.outbox.length} unfinished effects`);
    }
    inputs.open(loaded?.inputs ?? [], loaded?.committedMs ?? 0);
    const dynamic = loaded?.notes.get(DYNAMIC_INPUTS);
    if (loaded && dynamic !== undefined)
      inputs.openDynamic(JSON.parse(dynamic) as readonly DynamicInput[], loaded.inputs, loaded.committedMs);
    await this.commitOrTrouble();
  }

  /** Carries out an effect, or has it begin after the next commit. */
  perform(effect: OutputEffect): void {
    if (effect.kind === "run" || effect.kind === "send") this.outbox.add(effect);
    // A socket must not be closed before what was sent to it earlier.
    else if (effect.kind === "close" && effect.output !== "file") this.outbox.addPassing(effect);
    else this.outputs().perform(effect);
  }

  /** Keeps an event that a full FIFO has not taken yet. */
  keep(effect: Extract<Effect, { kind: "write" }>): Tracked {
    return this.trackedFor(this.outbox.addBegun(effect));
  }

  /** Begins a commit if it is time for one; returns the milliseconds until the next. */
  commitIfDue(): number {
    if (this.store.isDue(performance.now())) this.begin();
    return this.store.dueInMs(performance.now());
  }

  /** Waits until the engine may be stepped. */
  async idle(): Promise<void> {
    while (this.store.encoding) await new Promise((next) => setImmediate(next));
  }

  /**
   * Commits for the last time, and ends. Commands that have begun get a little time to end by themselves.
   * Those that `endOutputs` ends, and what it leaves unsent, are begun again next time.
   */
  async close(endOutputs: () => Promise<void>, terminates: boolean): Promise<void> {
    await this.idle();
    this.finalPositions = this.around.inputs.positions();
    this.around.inputs.close();
    await this.commitOrTrouble();
    const deadline = performance.now() + LAST_COMMANDS_MS;
    while (this.outputs().children().length > 0 && performance.now() < deadline)
      await new Promise((next) => setTimeout(next, 10));
    const ended = new Set(this.outputs().endedEffects());
    await endOutputs();
    const waiting = new Set(this.outputs().waitingEffects());
    const isOver = (id: string): boolean => ended.has(id) || (!terminates && !waiting.has(id));
    this.outbox.strikeOut(({ id, effect }) => isAlone(effect) && isOver(id));
    await this.store.close();
    this.around.spools?.close();
  }

  private async commitOrTrouble(): Promise<void> {
    for (;;) {
      const commit = this.store.commit();
      if (this.store.degraded !== undefined) return;
      if (commit) {
        await Promise.race([commit.committed, this.troubleComes()]);
        return;
      }
      await new Promise((next) => setTimeout(next, 1));
    }
  }

  private async troubleComes(): Promise<void> {
    while (this.store.degraded === undefined && this.store.isCommitting)
      await new Promise((next) => setTimeout(next, 5));
  }

  private begin(): void {
    const commit = this.store.commit();
    const { wake } = this.around;
    void commit?.encoded.then(wake);
    void commit?.committed.then(wake);
  }

  private trackedFor(id: string): Tracked {
    const { outbox } = this;
    return {
      id,
      over: () => outbox.done(id),
      waits: () => outbox.waitsForRoom(id),
      begins: () => outbox.begins(id),
    };
  }

  private giveUp({ effect, attempts }: OutboxRow): void {
    const what = effect.kind === "run" ? `Command '${commandText(effect.command)}'` : "Event for an output";
    this.around.log(2, `${what} was begun ${attempts} times and never finished; it is given up`);
    if (effect.kind === "run") this.outputs().giveUp(effect);
  }

  private trouble(reason: string | undefined): void {
    if (reason === undefined) this.around.log(4, "The state is written again");
    else this.around.log(1, `The state cannot be written, going on in memory: ${reason}`);
  }
}

/** A command whose output and exit code nobody waits for. */
function isAlone(effect: LastingEffect): boolean {
  return effect.kind === "run" && effect.events === undefined && effect.ticket === undefined;
}
