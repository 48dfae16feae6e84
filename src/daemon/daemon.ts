import { createEngine } from "../core/create-engine.ts";
import type { Engine } from "../core/engine.ts";
import { PerlExit } from "../core/perl-port.ts";
import type { Effect, LogLevel } from "../core/ports.ts";
import { replaceRules } from "../core/replace-rules.ts";
import { noteSignal } from "../core/signals.ts";
import { advance, finish, start, step } from "../core/step.ts";
import { Inputs, type TakenLine } from "../inputs/inputs.ts";
import type { PrivilegedOpener } from "../inputs/privileged-opener.ts";
import type { Spools } from "../inputs/spools.ts";
import { Outputs } from "../outputs/outputs.ts";
import { PerlHost } from "../perl/perl-host.ts";
import type { Store } from "../store/store.ts";
import { localTime } from "../system/local-time.ts";
import { type CatchUp, catchUpWith } from "./catch-up.ts";
import { ClockLooks, cpuMicroseconds, msToNextSecond, seconds } from "./clock.ts";
import type { CommandLine } from "./command-line.ts";
import { Control } from "./control/control.ts";
import { dump } from "./dump.ts";
import { catchSignals, type EngineSignal } from "./engine-signals.ts";
import type { Log, LogSettings } from "./log.ts";
import type { DaemonOptions } from "./option-table.ts";
import type { Readiness } from "./readiness.ts";
import { type Reloading, readingRules, takeRules } from "./reload.ts";
import { RuleLoader } from "./rule-loading.ts";
import { presentSandbox } from "./sandbox/sandbox.ts";
import { engineOptions, inputSettings, outputSettings } from "./settings.ts";
import { type Guard, guarded, inSlices, throwIfEnding } from "./slices.ts";
import { openSpools, StateKeeping } from "./state-keeping.ts";
import type { StatusSource } from "./status-line.ts";
import { CONFIGURATION_ERROR, Supervision } from "./supervision.ts";

/** Commands that rules have started on SEC_SHUTDOWN have so long before they are sent SIGTERM. */
const SHUTDOWN_GRACE_MS = 3000;

/** What a {@link Daemon} is made from. */
export interface DaemonSurroundings {
  readonly log: Log;
  /** The options as they are at the moment: they are read again at HUP and ABRT. */
  readOptions(): CommandLine;
  /** What was wrong with the options at the start. */
  readonly complaints: readonly string[];
  readonly readiness: Readiness;
  /** Opens inputs that we may not open. */
  readonly opener: PrivilegedOpener | undefined;
  /** The command line, for the dump. */
  readonly commandLine: readonly string[];
  /** Whether a person at a terminal has started it. */
  readonly interactive: boolean;
  /** Whether standard error, or the journal, gets the log, too. */
  readonly places: Pick<LogSettings, "standardError" | "journal">;
  /** Where the state is kept; absent if it is not. */
  readonly store?: Store | undefined;
  /** Called when everything is open and signals are caught; returns why the program must end. */
  started(): string | undefined;
}

/** The running program: inputs, the engine, outputs, the clock, and signals. */
export class Daemon {
  private readonly around: DaemonSurroundings;
  private readonly log: Log;
  private readonly perl: PerlHost;
  private readonly loader: RuleLoader;
  private readonly outputs: Outputs;
  private readonly inputs: Inputs;
  private readonly engine: Engine;
  private readonly keeping: StateKeeping | undefined;
  private readonly spools: Spools | undefined;
  /** Present while there is a backlog. */
  private catchUp: CatchUp | undefined;
  /** Signals that have come since the engine was told of them. */
  private signals: EngineSignal[] = [];
  private begun = false;
  private readonly startedAt = seconds();
  private options: DaemonOptions;
  private readonly supervision: Supervision;
  private complaints: readonly string[];
  private rulesLoadedAt = this.startedAt;
  private scheduled = false;
  private readonly looks = new ClockLooks();
  private ending = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly control: Control;
  private settle: (status: number) => void = () => {};

  constructor(options: DaemonOptions, around: DaemonSurroundings) {
    this.around = around;
    this.options = options;
    this.complaints = around.complaints;
    this.log = around.log;
    const log = this.say;
    this.perl = new PerlHost({
      timeoutSeconds: options["perl-timeout"],
      exit: options["perl-exit"] === "ignore" ? "ignore" : "end",
      log: (message) => log(2, message),
    });
    this.loader = new RuleLoader(log, this.perl, around.readiness.supervised ? presentSandbox() : undefined);
    const { ruleSet } = this.loader.load(options);
    const { store } = around;
    this.outputs = new Outputs({
      ...outputSettings(options),
      killedFirst: around.readiness.supervised,
      log,
      onNews: () => this.schedule(),
      ...(store && { keep: (effect) => this.keeping!.keep(effect) }),
    });
    this.spools = store && openSpools(store, options.state, log);
    this.inputs = new Inputs(this.inputSettings());
    this.engine = createEngine(
      ruleSet,
      engineOptions(options),
      {
        localTime,
        perl: this.looks.around(this.perl),
        cpuMicroseconds,
        log: (level, message) => this.log.record(level, message),
        childNews: () => this.outputs.childNews(),
        mustPause: () => this.looks.isOver,
        perform: (effect) => this.perform(effect),
      },
      seconds(),
    );
    this.supervision = new Supervision(around.readiness, () => this.statusSource());
    const { engine, inputs, loader, spools } = this;
    const wake = (): void => this.schedule();
    const parts = { engine, inputs, loader, log: this.log, store, wake };
    this.control = new Control({
      ...parts,
      options: () => ({ options: this.options, complaints: this.complaints }),
      dumpSource: () => this.dumpSource(),
      signal: (signal) => this.signals.push(signal),
      reload: (force) => this.reload(force),
    });
    this.keeping =
      store && new StateKeeping(store, { engine, inputs, spools, log, wake }, () => this.outputs);
  }

  /** Works until a signal, the end of all inputs, or Perl code ends it. Returns the exit code. */
  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.settle = resolve;
    });
    // Before anything in the log could make somebody think that signals are welcome.
    catchSignals(this.around.interactive, (signal) => {
      this.signals.push(signal);
      this.schedule();
    });
    if (this.keeping) await this.keeping.openInputs();
    else this.inputs.open();
    const failure = this.around.started();
    if (failure !== undefined) return this.giveUp(failure, 1);
    this.begun = true;
    this.control.open();
    this.looks.beginSlice();
    this.guard(() => start(this.engine));
    if (this.keeping?.isRestored)
      this.catchUp = catchUpWith(this.engine, this.inputs, this.options["backlog-clock"], seconds);
    const idle = this.supervision.whyIdle();
    if (idle !== undefined) return this.giveUp(idle, CONFIGURATION_ERROR);
    this.supervision.ready();
    this.inputs.onReadable(() => this.schedule());
    this.schedule();
    const status = await ended;
    await this.close(status === 0 || this.around.readiness.supervised);
    return status;
  }

  private async giveUp(reason: string, status: number): Promise<number> {
    this.log.write(1, reason);
    await this.close(false);
    return status;
  }

  private inputSettings() {
    return {
      ...inputSettings(this.options),
      opener: this.around.opener,
      spools: this.spools,
      log: this.say,
      now: () => Date.now() / 1000,
      execute: (command: readonly string[]) =>
        this.outputs.perform({ kind: "run", command: { shell: false, arguments: command } }),
    };
  }

  private schedule(): void {
    if (this.scheduled || this.ending) return;
    this.scheduled = true;
    setImmediate(() => this.guard(() => this.work()));
  }

  /** No line is matched before the events that those before it have brought about. */
  private readonly isSettled = (): boolean => this.engine.queue.size === 0 && !this.engine.ended;
  private readonly isEnding = (): boolean => this.ending || this.engine.ended;
  private readonly say = (level: LogLevel, message: string): void => this.log.write(level, message);
  /** Does something that may run Perl code, which may end the program. */
  private readonly guard: Guard = (act) => {
    try {
      act();
    } catch (exit) {
      if (!(exit instanceof PerlExit)) throw exit;
      this.end(exit.status);
    }
  };

  /** One turn: what the clock, signals and commands have brought, and lines for as long as a slice lasts. */
  private work(): void {
    this.scheduled = false;
    const { engine, keeping, inputs } = this;
    if (this.ending || !this.begun || keeping?.isBusy) return;
    this.supervision.turn();
    this.looks.beginSlice();
    const mayGoOn = (late: boolean) => !late && this.isSettled() && keeping?.isUrgent !== true;
    this.control.runTasks();
    this.look();
    let more = !this.catchUp || this.workOn(this.catchUp, () => mayGoOn(this.looks.isOver));
    while (!this.catchUp && more && mayGoOn(this.looks.isSeenOver()))
      more = inputs.takeRound(this.take, this.isSettled);
    const nextCommit = keeping?.commitIfDue() ?? Number.POSITIVE_INFINITY;
    // The loop is woken when what has changed has been made into rows.
    if (keeping?.isBusy) return;
    if (engine.ended) this.finish();
    else if (more || !this.isSettled()) this.schedule();
    else if (inputs.atEnd) this.finish();
    else this.waitForNextSecond(this.catchUp?.waitMs ?? nextCommit);
  }

  /** Lets the engine look at the clock, signals, and what commands have brought. */
  private look(): void {
    for (const signal of this.signals) noteSignal(this.engine, signal);
    this.signals = [];
    if (!this.catchUp) this.tellTime();
    advance(this.engine, this.catchUp?.timeWithEvents() ?? this.engine.now);
  }

  private readonly take = (line: TakenLine): boolean => {
    if (this.engine.ended) return false;
    if (this.looks.isDue()) this.tellTime();
    step(this.engine, line);
    return true;
  };

  private workOn(catchUp: CatchUp, mayGoOn: () => boolean): boolean {
    if (catchUp.work(mayGoOn)) return !catchUp.isWaiting;
    catchUp.report(this.say);
    this.catchUp = undefined;
    return true;
  }

  private tellTime(): void {
    const { engine } = this;
    const now = this.looks.look();
    // Otherwise nothing would be due until the clock has caught up.
    if (now < engine.lastTick) {
      this.log.write(3, `The clock was set back by ${engine.lastTick - now} seconds`);
      engine.lastTick = Number.NEGATIVE_INFINITY;
    }
    engine.now = now;
  }

  /** Waits for the next second, or for so many milliseconds if these are less. */
  private waitForNextSecond(mostMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.schedule(), Math.max(1, Math.min(msToNextSecond(), mostMs)));
  }

  private perform(effect: Effect): void {
    this.looks.expire();
    switch (effect.kind) {
      case "add-input":
        this.inputs.add(effect.file, effect.offset, effect.context);
        break;
      case "drop-input":
        this.inputs.drop(effect.file);
        break;
      case "signal":
        this.react(effect.signal);
        break;
      default:
        if (this.keeping) this.keeping.perform(effect);
        else this.outputs.perform(effect);
    }
  }

  /** What signals ask for beside what the engine does about them (manual: "SIGNALS"). */
  private react(signal: string): void {
    switch (signal) {
      case "HUP":
        this.outputs.terminateChildren();
        this.restart("HUP");
        if (this.keeping) this.log.write(4, "The state was dropped, also that in the state file");
        break;
      case "ABRT":
        this.restart("ABRT");
        break;
      case "USR1":
        this.dump();
        break;
      case "USR2":
        this.complain(this.log.reopen());
        this.outputs.closeOutputs();
        break;
      case "INT":
        this.log.level = this.engine.logLevel;
        break;
    }
  }

  private restart(signal: "HUP" | "ABRT"): void {
    ({ options: this.options, complaints: this.complaints } = this.around.readOptions());
    const { options, log } = this;
    log.level = options.debug as LogLevel;
    this.complain(log.open({ file: options.log, facility: options.syslog, ...this.around.places }));
    this.outputs.closeOutputs();
    this.outputs.reconfigure(outputSettings(options));
    const { ruleSet } = this.loader.load(options, signal === "ABRT");
    this.rulesLoadedAt = seconds();
    for (const { file, operations } of replaceRules(this.engine, ruleSet, engineOptions(options))) {
      if (signal === "HUP") continue;
      const words = `Terminating all event correlation operations started from ${file.path}`;
      log.write(6, `${words}, number of operations: ${operations}`);
    }
    this.inputs.reopen(signal, this.inputSettings());
  }

  /**
   * Reads the rule files and options anew. Unless it is forced, rules with faults are refused as a whole, and
   * the old ones go on; operations of rules whose text is the same go on, too, and contexts.
   */
  async reload(force = false): Promise<Reloading> {
    const [before, { options, complaints }] = [this.engine.ruleSet, this.around.readOptions()];
    const read = await inSlices(readingRules(this.loader, options, force), this.guard, this.isEnding);
    await this.keeping?.idle();
    throwIfEnding(this.isEnding);
    if (this.engine.ruleSet !== before) return this.reload(force); // A signal has brought other rules.
    const outcome = guarded(this.guard, () => takeRules(this.engine, this.loader, read, this.say));
    if (!outcome.loaded) return outcome;
    [this.options, this.complaints] = [options, complaints];
    this.log.level = this.engine.logLevel;
    this.rulesLoadedAt = seconds();
    this.outputs.reconfigure(outputSettings(options));
    // Nothing that is open is to lose its place.
    this.inputs.reopen("ABRT", { ...this.inputSettings(), keepOpen: true });
    this.schedule();
    return outcome;
  }

  private dump(): void {
    const source = { ...this.dumpSource(), now: seconds(), inputs: this.inputs.status() };
    dump(this.options, source, this.say);
  }

  private dumpSource() {
    const { engine, startedAt, rulesLoadedAt, outputs, loader, around } = this;
    const [children, loadTimes] = [outputs.children(), loader.loadTimes()];
    return { engine, startedAt, rulesLoadedAt, commandLine: around.commandLine, children, loadTimes };
  }

  private statusSource(): StatusSource {
    const { engine, complaints, keeping, loader } = this;
    const [inputs, faults] = [this.inputs.status(), loader.faultsAtWork];
    return { engine, inputs, faults, complaints, stateTrouble: keeping?.degraded };
  }

  private complain(complaints: readonly string[]): void {
    for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  }

  private finish(): void {
    this.guard(() => {
      finish(this.engine);
      this.end(0);
    });
  }

  end(status: number): void {
    if (this.ending) return;
    this.ending = true;
    this.around.readiness.stopping();
    clearTimeout(this.timer);
    this.settle(status);
  }

  private async close(terminate: boolean): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    this.control.close();
    const { intevents, childterm } = this.options;
    const grace = terminate && intevents && childterm ? SHUTDOWN_GRACE_MS : 0;
    const closeOutputs = (): Promise<void> => this.outputs.close(terminate, grace);
    if (this.keeping) await this.keeping.close(closeOutputs, terminate && childterm);
    else {
      this.inputs.close();
      await closeOutputs();
    }
    this.perl.close();
    this.log.close();
  }
}
