import { createEngine } from "../core/create-engine.ts";
import type { Engine } from "../core/engine.ts";
import { PerlExit } from "../core/perl-port.ts";
import type { Effect, LogLevel } from "../core/ports.ts";
import { replaceRules } from "../core/replace-rules.ts";
import { noteSignal } from "../core/signals.ts";
import { advance, finish, start, step } from "../core/step.ts";
import { Inputs, type TakenLine } from "../inputs/inputs.ts";
import { Outputs } from "../outputs/outputs.ts";
import { PerlHost } from "../perl/perl-host.ts";
import { localTime } from "../system/local-time.ts";
import type { CommandLine } from "./command-line.ts";
import { dump } from "./dump.ts";
import { catchSignals } from "./engine-signals.ts";
import type { Log, LogSettings } from "./log.ts";
import type { DaemonOptions } from "./option-table.ts";
import type { Readiness } from "./readiness.ts";
import { type Reloading, reloadRules } from "./reload.ts";
import { RuleLoader } from "./rule-loading.ts";
import { engineOptions, inputSettings, outputSettings } from "./settings.ts";
import type { StatusSource } from "./status-line.ts";
import { CONFIGURATION_ERROR, Supervision } from "./supervision.ts";

/** Matching goes on so long before the event loop has its turn: outputs, children and signals. */
const SLICE_MS = 20;
/** The clock has moved on by the time that a timer for the next second fires. */
const AFTER_THE_SECOND_MS = 2;

/** What a {@link Daemon} is made from. */
export interface DaemonSurroundings {
  readonly log: Log;
  /** The options as they are at the moment: they are read again at HUP and ABRT. */
  readOptions(): CommandLine;
  /** What was wrong with the options at the start. */
  readonly complaints: readonly string[];
  readonly readiness: Readiness;
  /** The command line, for the dump. */
  readonly commandLine: readonly string[];
  /** Whether a person at a terminal has started it. */
  readonly interactive: boolean;
  /** Whether the terminal, or the journal, gets the log, too. */
  readonly places: Pick<LogSettings, "terminal" | "journal">;
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
  private readonly startedAt = seconds();
  private options: DaemonOptions;
  private readonly supervision: Supervision;
  private complaints: readonly string[];
  private rulesLoadedAt = this.startedAt;
  private scheduled = false;
  private ending = false;
  private timer: NodeJS.Timeout | undefined;
  private settle: (status: number) => void = () => {};

  constructor(options: DaemonOptions, around: DaemonSurroundings) {
    this.around = around;
    this.options = options;
    this.complaints = around.complaints;
    this.log = around.log;
    const log = (level: LogLevel, message: string): void => this.log.write(level, message);
    this.perl = new PerlHost({
      timeoutSeconds: options["perl-timeout"],
      exit: options["perl-exit"] === "ignore" ? "ignore" : "end",
      log: (message) => log(2, message),
    });
    this.loader = new RuleLoader(log, this.perl);
    const { ruleSet } = this.loader.load(options);
    this.outputs = new Outputs({
      ...outputSettings(options),
      killedFirst: around.readiness.supervised,
      log,
      onNews: () => this.schedule(),
    });
    this.inputs = new Inputs(this.inputSettings());
    this.engine = createEngine(
      ruleSet,
      engineOptions(options),
      {
        localTime,
        perl: this.perl,
        cpuMicroseconds,
        log: (level, message) => this.log.record(level, message),
        childNews: () => this.outputs.childNews(),
        perform: (effect) => this.perform(effect),
      },
      seconds(),
    );
    this.supervision = new Supervision(around.readiness, () => this.statusSource());
  }

  /**
   * Works until a signal, the end of all inputs with `--notail`, or Perl code ends it. Returns the exit code.
   */
  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.settle = resolve;
    });
    // Before anything in the log could make somebody think that signals are welcome.
    catchSignals(this.around.interactive, (signal) => {
      noteSignal(this.engine, signal);
      this.schedule();
    });
    this.inputs.open();
    const failure = this.around.started();
    if (failure !== undefined) {
      this.log.write(1, failure);
      await this.close(false);
      return 1;
    }
    this.guard(() => start(this.engine));
    const idle = this.supervision.whyIdle();
    if (idle !== undefined) {
      this.log.write(1, idle);
      await this.close(false);
      return CONFIGURATION_ERROR;
    }
    this.supervision.ready();
    this.inputs.onReadable(() => this.schedule());
    this.schedule();
    const status = await ended;
    await this.close(status === 0);
    return status;
  }

  private inputSettings() {
    return {
      ...inputSettings(this.options),
      log: (level: LogLevel, message: string) => this.log.write(level, message),
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

  /** Does something that may run Perl code, which may end the program. */
  private guard(act: () => void): void {
    try {
      act();
    } catch (exit) {
      if (!(exit instanceof PerlExit)) throw exit;
      this.end(exit.status);
    }
  }

  /** One turn: what the clock, signals and commands have brought, and lines for as long as a slice lasts. */
  private work(): void {
    this.scheduled = false;
    if (this.ending) return;
    this.supervision.turn();
    const until = performance.now() + SLICE_MS;
    this.look();
    let more = true;
    while (more && !this.engine.ended && performance.now() < until) {
      more = this.inputs.takeRound((line) => this.take(line));
    }
    if (this.engine.ended) this.finish();
    else if (more) this.schedule();
    else if (this.inputs.atEnd) this.finish();
    else this.waitForNextSecond();
  }

  /** Lets the engine look at the clock, signals, and what commands have brought. */
  private look(): void {
    this.tellTime();
    advance(this.engine, this.engine.now);
  }

  private take(line: TakenLine): void {
    if (this.engine.ended) return;
    this.tellTime();
    step(this.engine, line);
  }

  private tellTime(): void {
    const { engine } = this;
    const now = seconds();
    // Otherwise nothing would be due until the clock has caught up.
    if (now < engine.lastTick) {
      this.log.write(3, `The clock was set back by ${engine.lastTick - now} seconds`);
      engine.lastTick = Number.NEGATIVE_INFINITY;
    }
    engine.now = now;
  }

  private waitForNextSecond(): void {
    clearTimeout(this.timer);
    const wait = 1000 - (Date.now() % 1000) + AFTER_THE_SECOND_MS;
    this.timer = setTimeout(() => this.schedule(), wait);
  }

  private perform(effect: Effect): void {
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
        this.outputs.perform(effect);
    }
  }

  /** What signals ask for beside what the engine does about them (manual: "SIGNALS"). */
  private react(signal: string): void {
    switch (signal) {
      case "HUP":
        this.outputs.terminateChildren();
        this.restart("HUP");
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
      log.write(4, `${words}, number of operations: ${operations}`);
    }
    this.inputs.reopen(signal, this.inputSettings());
  }

  /**
   * Reads the rule files and options anew. Unless it is forced, rules with faults are refused as a whole, and
   * the old ones go on; operations of rules whose text is the same go on, too, and contexts.
   */
  async reload(force = false): Promise<Reloading> {
    const { options, complaints } = this.around.readOptions();
    const log = (level: LogLevel, message: string): void => this.log.write(level, message);
    let outcome: Reloading | undefined;
    this.guard(() => {
      outcome = reloadRules(this.engine, this.loader, options, force, log);
    });
    if (!outcome) throw new Error("Perl code has ended the program");
    if (!outcome.loaded) return outcome;
    this.options = options;
    this.complaints = complaints;
    this.rulesLoadedAt = seconds();
    this.outputs.reconfigure(outputSettings(options));
    // Nothing that is open is to lose its place.
    this.inputs.reopen("ABRT", { ...this.inputSettings(), keepOpen: true });
    this.schedule();
    return outcome;
  }

  private dump(): void {
    const { engine, options, startedAt, rulesLoadedAt } = this;
    const source = {
      engine,
      startedAt,
      rulesLoadedAt,
      commandLine: this.around.commandLine,
      inputs: this.inputs.status(),
      children: this.outputs.children(),
      loadTimes: this.loader.loadTimes(),
    };
    dump(options, source, (level, message) => this.log.write(level, message));
  }

  private statusSource(): StatusSource {
    const { engine, complaints } = this;
    return { engine, inputs: this.inputs.status(), faults: this.loader.faultsAtWork, complaints };
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

  private end(status: number): void {
    if (this.ending) return;
    this.ending = true;
    this.around.readiness.stopping();
    clearTimeout(this.timer);
    this.settle(status);
  }

  private async close(terminate: boolean): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    this.inputs.close();
    await this.outputs.close(terminate);
    this.perl.close();
    this.log.close();
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
