import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import {
  type CheckedRuleFile,
  checkRuleFile,
  type ParsedRuleFile,
  parseRuleFile,
  parsingRuleFile,
} from "../config/parse-rule-file.ts";
import type { PerlCheck } from "../config/parse-scope.ts";
import type { PerlFault } from "../core/perl-port.ts";
import { finished, type Sliced } from "../core/sliced.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { checkPerlFunctions } from "../perl/check-syntax.ts";

/** A rule file that was read, or why it was not. */
export type ReadRuleFile<Parsed> =
  | { readonly path: string; readonly text: string; readonly parsed: Parsed }
  | { readonly path: string; readonly unread: Unread };

interface Unread {
  readonly code: "unreadable-file" | "not-a-file";
  readonly reason: string;
}

export interface ReadRuleFiles<Parsed> {
  readonly files: readonly ReadRuleFile<Parsed>[];
  /** Why the Perl code was not checked, if there is any and it was to be. */
  readonly withoutPerl: string | undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  ELOOP: "Too many levels of symbolic links",
  ENOTDIR: "Not a directory",
  ERR_FS_FILE_TOO_LARGE: "it is too large",
};

/** Compiles the Perl code of rules that are going to run. */
export interface PerlCompiler {
  /** Begins to make itself ready, and does not wait until it is. */
  prepare?(): void;
  whyUnavailable(): string | undefined;
  compile(code: string): PerlFault | undefined;
}

/**
 * Reads rule files that are going to run: their Perl functions are compiled once, in the process that will
 * run them. Where there is no Perl, the rules that need it are faulty.
 */
export function loadRuleFiles(
  paths: readonly string[],
  compiler: PerlCompiler,
  bufferSize = 0,
  shellVariables: ShellVariables = "raw",
): readonly ReadRuleFile<ParsedRuleFile>[] {
  return finished(loadingRuleFiles(paths, compiler, bufferSize, shellVariables));
}

/** The same rule by rule. */
export function* loadingRuleFiles(
  paths: readonly string[],
  compiler: PerlCompiler,
  bufferSize: number,
  shellVariables: ShellVariables,
): Sliced<readonly ReadRuleFile<ParsedRuleFile>[]> {
  let reason: { readonly text: string | undefined } | undefined;
  const whyNoPerl = (): string | undefined => (reason ??= { text: compiler.whyUnavailable() }).text;
  const perl = (code: string): PerlFault | undefined =>
    whyNoPerl() === undefined ? compiler.compile(code) : undefined;
  const files = paths.map((path) => ({ path, read: readRuleFile(path) }));
  // Perl starts while the rules before its first function are read.
  if (files.some(({ read }) => "text" in read && hasPerlFunction(read.text))) compiler.prepare?.();
  const parsing = { digest, bufferSize, perl, whyNoPerl, shellVariables };
  const loaded: ReadRuleFile<ParsedRuleFile>[] = [];
  for (const { path, read } of files) {
    // For SEC a folder is an empty file.
    const isFolder = "unread" in read && read.unread.code === "not-a-file";
    const text = "text" in read ? read.text : "";
    if ("unread" in read && !isFolder) loaded.push({ path, ...read });
    else loaded.push({ path, text, parsed: yield* parsingRuleFile(path, text, parsing) });
  }
  return loaded;
}

/** What nearly all functions in rules look like. One that does not is compiled as well, a little later. */
const PERL_FUNCTION = /\bsub\s*\{/g;

/** Looks outside comments. A pattern that begins with the line is many times slower on large files. */
function hasPerlFunction(text: string): boolean {
  for (const { index } of text.matchAll(PERL_FUNCTION)) {
    const lineStart = text.lastIndexOf("\n", index) + 1;
    if (!text.slice(lineStart, index).includes("#")) return true;
  }
  return false;
}

/** Reads and checks rule files, and keeps their rules. */
export function checkRuleFiles(
  paths: readonly string[],
  usePerl: boolean,
  bufferSize = 0,
): ReadRuleFiles<ParsedRuleFile> {
  return readRuleFiles(paths, usePerl, (path, text, perl) =>
    parseRuleFile(path, text, { digest, bufferSize, perl }),
  );
}

/** Reads and checks rule files, and keeps only what is wrong in them. */
export function findFaults(
  paths: readonly string[],
  usePerl: boolean,
  bufferSize = 0,
  shellVariables: ShellVariables = "raw",
): ReadRuleFiles<CheckedRuleFile> {
  return readRuleFiles(paths, usePerl, (path, text, perl) =>
    checkRuleFile(path, text, { bufferSize, perl, shellVariables }),
  );
}

/**
 * Perl functions of all files are compiled in one process: the files are parsed once to collect them, and
 * once more with the verdicts if there is a faulty one.
 */
function readRuleFiles<Parsed>(
  paths: readonly string[],
  usePerl: boolean,
  parse: (path: string, text: string, perl: PerlCheck | undefined) => Parsed,
): ReadRuleFiles<Parsed> {
  const functions = new Set<string>();
  const collect = (code: string): undefined => {
    functions.add(code);
  };
  const files = paths.map((path): ReadRuleFile<Parsed> => {
    const read = readRuleFile(path);
    if ("unread" in read) return { path, ...read };
    return { path, text: read.text, parsed: parse(path, read.text, usePerl ? collect : undefined) };
  });
  if (functions.size === 0) return { files, withoutPerl: undefined };
  const verdicts = checkPerlFunctions(functions);
  if (verdicts.kind === "no-perl") return { files, withoutPerl: verdicts.reason };
  if (verdicts.faults.size === 0) return { files, withoutPerl: undefined };
  const perl = (code: string): PerlFault | undefined => verdicts.faults.get(code);
  const judged = files.map(
    (file): ReadRuleFile<Parsed> =>
      "unread" in file ? file : { ...file, parsed: parse(file.path, file.text, perl) },
  );
  return { files: judged, withoutPerl: undefined };
}

function readRuleFile(path: string): { text: string } | { unread: Unread } {
  try {
    if (statSync(path).isDirectory()) return { unread: { code: "not-a-file", reason: "it is a folder" } };
    return { text: readFileSync(path, "latin1") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
    return { unread: { code: "unreadable-file", reason } };
  }
}

/** Identifies a rule in saved state; 96 bits are plenty for the rules of one file. */
function digest(text: string): string {
  return hash("sha256", Buffer.from(text, "latin1"), "base64url").slice(0, 16);
}
