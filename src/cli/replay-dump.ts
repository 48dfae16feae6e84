import type { Engine } from "../core/engine.ts";
import type { LogLevel } from "../core/ports.ts";
import { dump } from "../daemon/dump.ts";
import type { InputStatus } from "../inputs/status.ts";

/** The options of a replay that concern dumps (manual: SIGUSR1). */
export interface DumpOptions {
  readonly dump?: string | undefined;
  readonly dumpfts: boolean;
  readonly dumpfjson: boolean;
}

/** What a dump of a replay is made from. */
export interface ReplayDumpSource {
  readonly engine: Engine;
  readonly commandLine: readonly string[];
  /** What the inputs are doing at the moment. */
  inputs(): readonly InputStatus[];
  log(level: LogLevel, message: string): void;
}

/**
 * Writes the state of a replay to the file that `--dump` names: when `sigemul USR1` asks for it, and if that
 * has not happened, at the end. Without `--dump` no file is written. All times are those of the logs.
 */
export class ReplayDump {
  private readonly options: DumpOptions;
  private readonly source: ReplayDumpSource;
  private readonly startedAt: number;
  private isWritten = false;

  constructor(options: DumpOptions, source: ReplayDumpSource) {
    this.options = options;
    this.source = source;
    this.startedAt = source.engine.now;
  }

  write(): void {
    const { dump: path, dumpfts, dumpfjson } = this.options;
    if (path === undefined) return;
    this.isWritten = true;
    const { engine, commandLine, log } = this.source;
    const { startedAt } = this;
    const files = engine.ruleSet.files.map((file): [string, number] => [file.path, startedAt]);
    dump(
      { dump: path, dumpfts, dumpfjson, ruleperf: false },
      {
        engine,
        commandLine,
        startedAt,
        rulesLoadedAt: startedAt,
        now: engine.now,
        inputs: this.source.inputs(),
        children: [],
        loadTimes: new Map(files),
      },
      log,
    );
  }

  atEnd(): void {
    if (!this.isWritten) this.write();
  }
}
