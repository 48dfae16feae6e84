import { statSync } from "node:fs";
import { linesOf } from "../config/position.ts";
import type { LogLevel } from "../core/ports.ts";
import { compileFile, type RuleSet, type RunningFile, ruleSetOf } from "../core/rule-set.ts";
import { perlGlob } from "../inputs/perl-glob.ts";
import type { DaemonOptions } from "./option-table.ts";
import { loadRuleFiles, type PerlCompiler } from "./rule-files.ts";

/** A rule file that is at work. */
interface LoadedFile {
  readonly file: RunningFile;
  /** When it was modified, in milliseconds since Epoch; undefined if that is not known. */
  readonly modified: number | undefined;
  /** When it was read, in seconds since Epoch. */
  readonly readAt: number;
  /** Faults that kept a rule or a line from being used. */
  readonly faults: number;
}

/** What came of reading the rule files. */
export interface Loading {
  readonly ruleSet: RuleSet;
  /** Rules, lines and files with a fault. */
  readonly faults: number;
}

/** Reads rule files, and says in the log what it finds, in the words of the reference. */
export class RuleLoader {
  private loaded = new Map<string, LoadedFile>();
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly perl: PerlCompiler;

  constructor(log: (level: LogLevel, message: string) => void, perl: PerlCompiler) {
    this.log = log;
    this.perl = perl;
  }

  /** Reads all rule files; with `changedOnly` those that were not modified since they were read are kept. */
  load(options: DaemonOptions, changedOnly = false): Loading {
    const before = this.loaded;
    this.loaded = new Map();
    let faults = 0;
    for (const path of pathsOf(options.conf)) {
      if (this.loaded.has(path)) continue;
      const modified = modificationTime(path);
      const old = before.get(path);
      const isSame = changedOnly && modified !== undefined && old?.modified === modified;
      const loaded = isSame ? old : this.read(path, modified, options.bufsize);
      if (typeof loaded === "number") faults += loaded;
      else {
        this.loaded.set(path, loaded);
        faults += loaded.faults;
      }
    }
    const ruleSet = ruleSetOf(
      [...this.loaded.values()].map(({ file }) => file),
      options.bufsize,
    );
    for (const rule of ruleSet.files.flatMap(({ rules }) => rules)) {
      if (!options.ruleperf) rule.performance = undefined;
      else rule.performance ??= { events: 0, microseconds: 0 };
    }
    if (options.bufsize === 0 && !options.testonly) {
      const words = "No --bufsize command line option or --bufsize=0, setting --bufsize to";
      this.log(6, `${words} ${ruleSet.bufferSize}`);
    }
    return { ruleSet, faults };
  }

  /** When each file was read, in seconds since Epoch. */
  loadTimes(): ReadonlyMap<string, number> {
    return new Map([...this.loaded].map(([path, { readAt }]) => [path, readAt]));
  }

  /** Returns how many faults there are if the file cannot be used at all. */
  private read(path: string, modified: number | undefined, bufferSize: number): LoadedFile | number {
    this.log(4, `Reading configuration from ${path}`);
    const [read] = loadRuleFiles([path], this.perl, bufferSize);
    if (!read || "unread" in read) {
      // For SEC a folder is an empty file.
      if (read?.unread.code === "not-a-file") {
        this.noRules(path);
        return 0;
      }
      this.log(2, `Can't open configuration file ${path} (${read?.unread.reason})`);
      return 1;
    }
    const { positionOf } = linesOf(read.text);
    let faults = 0;
    for (const { severity, code, span, message, hint } of read.parsed.diagnostics) {
      if (code === "no-rules") continue;
      const advice = hint === undefined ? "" : ` (${hint})`;
      this.log(
        severity === "error" ? 2 : 3,
        `${path} line ${positionOf(span.start).line}: ${message}${advice}`,
      );
      if (severity === "error") faults += 1;
    }
    const { file } = read.parsed;
    if (file.rules.length === 0) this.noRules(path);
    else this.log(6, `${file.rules.length} rules loaded from ${path}`);
    return { file: compileFile(file), modified, faults, readAt: Math.floor(Date.now() / 1000) };
  }

  private noRules(path: string): void {
    this.log(3, `No valid rules found in configuration file ${path}`);
  }
}

function pathsOf(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => perlGlob(pattern));
}

function modificationTime(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
