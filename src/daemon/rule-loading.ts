import { statSync } from "node:fs";
import type { Severity } from "../config/diagnostics/diagnostic.ts";
import type { DiagnosticCode } from "../config/diagnostics/index.ts";
import { linesOf } from "../config/position.ts";
import type { LogLevel } from "../core/ports.ts";
import { compilingFile, type RuleSet, type RunningFile, ruleSetOf } from "../core/rule-set.ts";
import { finished, type Sliced } from "../core/sliced.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { perlGlob } from "../inputs/perl-glob.ts";
import { faultRecord } from "./fault-record.ts";
import type { DaemonOptions } from "./option-table.ts";
import { whyNotTrusted } from "./ownership.ts";
import { loadingRuleFiles, type PerlCompiler } from "./rule-files.ts";
import { forbiddenIn } from "./sandbox/forbidden.ts";
import { type Sandbox, tryingOnce } from "./sandbox/sandbox.ts";

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

/** Something that is wrong with a rule file, or should be known about it. */
export interface RuleFileDiagnostic {
  readonly path: string;
  /** Where in the file, counted from 1; absent if it is about all of it. */
  readonly line?: number;
  readonly column?: number;
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

/** What came of reading the rule files. */
export interface Loading {
  readonly ruleSet: RuleSet;
  /** Rules, lines and files with a fault. */
  readonly faults: number;
  readonly diagnostics: readonly RuleFileDiagnostic[];
  readonly files: ReadonlyMap<string, LoadedFile>;
}

/** Reads rule files, and says in the log what it finds, in the words of the reference. */
export class RuleLoader {
  private loaded: ReadonlyMap<string, LoadedFile> = new Map();
  /** Rules, lines and files that have been left out of the rules at work, since they are faulty. */
  faultsAtWork = 0;
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly perl: PerlCompiler;
  private readonly sandbox: Sandbox | undefined;

  /** What rules want to do is compared with what is permitted, if that is told. */
  constructor(log: (level: LogLevel, message: string) => void, perl: PerlCompiler, sandbox?: Sandbox) {
    this.log = log;
    this.perl = perl;
    this.sandbox = sandbox;
  }

  /** Reads all rule files; with `changedOnly` those that were not modified since they were read are kept. */
  load(options: DaemonOptions, changedOnly = false): Loading {
    const loading = finished(this.loading(options, changedOnly));
    this.accept(loading);
    return loading;
  }

  /** Reads the same rule by rule; until it is accepted, what was loaded before counts as loaded. */
  *loading(options: DaemonOptions, changedOnly = false): Sliced<Loading> {
    const files = new Map<string, LoadedFile>();
    const diagnostics: RuleFileDiagnostic[] = [];
    let faults = 0;
    for (const path of pathsOf(options.conf)) {
      if (files.has(path)) continue;
      const modified = modificationTime(path);
      const old = this.loaded.get(path);
      const isSame = changedOnly && modified !== undefined && old?.modified === modified;
      const loaded = isSame ? old : yield* this.reading(path, modified, options, diagnostics);
      if (typeof loaded === "number") faults += loaded;
      else {
        files.set(path, loaded);
        faults += loaded.faults;
      }
    }
    const ruleSet = ruleSetOf(
      [...files.values()].map(({ file }) => file),
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
    return { ruleSet, faults, diagnostics, files };
  }

  accept({ files, faults }: Loading): void {
    this.loaded = files;
    this.faultsAtWork = faults;
  }

  /** When each file was read, in seconds since Epoch. */
  loadTimes(): ReadonlyMap<string, number> {
    return new Map([...this.loaded].map(([path, { readAt }]) => [path, readAt]));
  }

  /** Returns how many faults there are if the file cannot be used at all. */
  private *reading(
    path: string,
    modified: number | undefined,
    options: DaemonOptions,
    diagnostics: RuleFileDiagnostic[],
  ): Sliced<LoadedFile | number> {
    this.log(4, `Reading configuration from ${path}`);
    const refusal = options["strict-ownership"] ? whyNotTrusted(path) : undefined;
    const [read] =
      refusal === undefined
        ? yield* loadingRuleFiles([path], this.perl, options.bufsize, options["shell-vars"] as ShellVariables)
        : [{ path, unread: { code: "unreadable-file", reason: refusal } } as const];
    if (!read || "unread" in read) {
      const { code, reason } = read?.unread ?? { code: "unreadable-file", reason: "it is gone" };
      this.log(2, `Can't open configuration file ${path} (${reason})`);
      diagnostics.push({ path, severity: "error", code, message: reason });
      return 1;
    }
    const { positionOf } = linesOf(read.text);
    let faults = 0;
    for (const diagnostic of read.parsed.diagnostics) {
      const { severity, code, span, message, hint } = diagnostic;
      const at = positionOf(span.start);
      const { line, column } = at;
      diagnostics.push({
        path,
        line,
        column,
        severity,
        code,
        message,
        ...(hint !== undefined && { hint }),
      });
      if (code === "no-rules") continue;
      this.log(severity === "error" ? 2 : 3, faultRecord(diagnostic, { path, text: read.text, at }));
      if (severity === "error") faults += 1;
    }
    const { file } = read.parsed;
    const sandbox = this.sandbox && tryingOnce(this.sandbox);
    for (const rule of sandbox ? file.rules : []) {
      for (const { span, message } of forbiddenIn(rule, sandbox!))
        this.log(3, `${path} line ${positionOf(span.start).line}: ${message}`);
      yield;
    }
    if (file.rules.length === 0) this.log(3, `No valid rules found in configuration file ${path}`);
    else this.log(6, `${file.rules.length} rules loaded from ${path}`);
    return { file: yield* compilingFile(file), modified, faults, readAt: Math.floor(Date.now() / 1000) };
  }
}

function pathsOf(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => perlGlob(pattern));
}

/** Not known if the file is not there, or cannot be looked at. */
function modificationTime(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}
