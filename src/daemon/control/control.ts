import type { Engine } from "../../core/engine.ts";
import type { Inputs } from "../../inputs/inputs.ts";
import type { Store } from "../../store/store.ts";
import { type DumpSource, dumpHead } from "../dump-state.ts";
import type { EngineSignal } from "../engine-signals.ts";
import type { Log } from "../log.ts";
import type { DaemonOptions } from "../option-table.ts";
import type { Reloading } from "../reload.ts";
import type { RuleLoader } from "../rule-loading.ts";
import { troublesOf } from "../troubles.ts";
import type { Controlled } from "./controlled.ts";
import { LineRate } from "./line-rate.ts";
import { ControlServer } from "./server.ts";
import { controlPath } from "./socket-file.ts";

/** What the control socket needs of the daemon. */
export interface ControlSurroundings {
  readonly engine: Engine;
  readonly inputs: Inputs;
  readonly loader: RuleLoader;
  readonly log: Log;
  readonly store: Store | undefined;
  /** The options at the moment, and what was wrong with them. */
  options(): { readonly options: DaemonOptions; readonly complaints: readonly string[] };
  dumpSource(): Omit<DumpSource, "inputs" | "ruleTimes" | "now">;
  /** Has the loop turn, in which {@link Control.runTasks} is called when the engine may be changed. */
  wake(): void;
  signal(signal: EngineSignal): void;
  reload(force: boolean): Promise<Reloading>;
}

/** The control socket with what it may see and do. */
export class Control {
  private readonly around: ControlSurroundings;
  private tasks: (() => void)[] = [];
  private rate: LineRate | undefined;
  private server: ControlServer | undefined;

  constructor(around: ControlSurroundings) {
    this.around = around;
  }

  /** Opens the socket, if there is to be one. */
  open(): void {
    const { engine, log } = this.around;
    const path = controlPath(this.around.options().options.control);
    if (path === undefined) return;
    this.rate = new LineRate(() => engine.processedLines);
    this.server = new ControlServer(path, () => this.controlled());
    this.server.open((reason) => log.write(2, `Can't open control socket ${path} (${reason})`));
  }

  /** Does what requests want to be done between two steps of the engine. */
  runTasks(): void {
    for (const act of this.tasks.splice(0)) act();
  }

  close(): void {
    this.server?.close();
    this.rate?.close();
  }

  private controlled(): Controlled {
    const { engine, inputs, log, loader, signal, reload, dumpSource } = this.around;
    const { options } = this.around.options();
    const source = dumpSource();
    const now = Math.floor(Date.now() / 1000);
    return {
      engine,
      log,
      options,
      startedAt: source.startedAt,
      rulesLoadedAt: source.rulesLoadedAt,
      loadTimes: loader.loadTimes(),
      inputs: inputs.all,
      linesPerSecond: this.rate?.perSecond ?? 0,
      troubles: this.troubles(),
      dumpHead: () => dumpHead({ ...source, ruleTimes: options.ruleperf, now }),
      inTurn: (act) => this.inTurn(act),
      signal: (name) => this.inTurn(() => signal(name)),
      reload,
    };
  }

  private troubles(): readonly string[] {
    const { loader, store, options } = this.around;
    const { complaints } = options();
    return troublesOf({ complaints, stateTrouble: store?.degraded, faults: loader.faultsAtWork });
  }

  private async inTurn<T>(act: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.tasks.push(() => resolve(act()));
      this.around.wake();
    });
  }
}
