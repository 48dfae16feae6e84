import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { type ParsedRuleFile, parseRuleFile } from "../config/parse-rule-file.ts";
import { checkPerlFunctions } from "../perl/check-syntax.ts";

/** A rule file that was read, or why it was not. */
export type CheckedFile =
  | { readonly path: string; readonly text: string; readonly parsed: ParsedRuleFile }
  | { readonly path: string; readonly unread: Unread };

interface Unread {
  readonly code: "unreadable-file" | "not-a-file";
  readonly reason: string;
}

export interface CheckedFiles {
  readonly files: readonly CheckedFile[];
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
  whyUnavailable(): string | undefined;
  compile(code: string): string | undefined;
}

/**
 * Reads rule files that are going to run: their Perl functions are compiled once, in the process that will
 * run them. Where there is no Perl, the rules that need it are faulty.
 */
export function loadRuleFiles(
  paths: readonly string[],
  compiler: PerlCompiler,
  bufferSize = 0,
): readonly CheckedFile[] {
  let reason: { readonly text: string | undefined } | undefined;
  const whyNoPerl = (): string | undefined => (reason ??= { text: compiler.whyUnavailable() }).text;
  const perl = (code: string): string | undefined =>
    whyNoPerl() === undefined ? compiler.compile(code) : undefined;
  return paths.map((path) => {
    const read = readRuleFile(path);
    if ("unread" in read) return { path, ...read };
    return {
      path,
      text: read.text,
      parsed: parseRuleFile(path, read.text, { digest, bufferSize, perl, whyNoPerl }),
    };
  });
}

/**
 * Reads and checks rule files. Perl functions of all files are compiled in one process: the files are parsed
 * once to collect them, and once more with the verdicts if there is a faulty one.
 */
export function checkRuleFiles(paths: readonly string[], usePerl: boolean, bufferSize = 0): CheckedFiles {
  const functions = new Set<string>();
  const collect = (code: string): undefined => {
    functions.add(code);
  };
  const files = paths.map((path): CheckedFile => {
    const read = readRuleFile(path);
    if ("unread" in read) return { path, ...read };
    const parsed = parseRuleFile(path, read.text, {
      digest,
      bufferSize,
      perl: usePerl ? collect : undefined,
    });
    return { path, text: read.text, parsed };
  });
  if (functions.size === 0) return { files, withoutPerl: undefined };
  const verdicts = checkPerlFunctions(functions);
  if (verdicts.kind === "no-perl") return { files, withoutPerl: verdicts.reason };
  const perl = (code: string): string | undefined => verdicts.faults.get(code);
  const judged = files.map((file): CheckedFile => {
    if ("unread" in file || verdicts.faults.size === 0) return file;
    const { path, text } = file;
    return { path, text, parsed: parseRuleFile(path, text, { digest, bufferSize, perl }) };
  });
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
