import yargs, { type Argv } from "yargs";
import type { Diagnostic } from "../config/diagnostics/diagnostic.ts";
import { DIAGNOSTICS, type DiagnosticCode } from "../config/diagnostics/index.ts";
import type { CheckedRuleFile } from "../config/parse-rule-file.ts";
import { linesOf } from "../config/position.ts";
import { suggestion } from "../config/suggest.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { findFaults, type ReadRuleFile } from "../daemon/rule-files.ts";
import { perlGlob } from "../inputs/perl-glob.ts";
import { normaliseArguments } from "./arguments.ts";
import { type ColourChoice, painter } from "./colour.ts";
import { type Command, USAGE_ERROR } from "./command.ts";
import { displayable } from "./displayable.ts";
import { explain } from "./explain.ts";
import { flagsAmong, SEC_OPTION_NAMES, spellNegations, tolerateSecOptions } from "./sec-options.ts";
import { showDiagnostic } from "./show-diagnostic.ts";
import { lineWidth } from "./text-width.ts";

/** A diagnostic and where it points; `line` is that line of the file. */
interface Finding {
  readonly path: string;
  readonly diagnostic: Diagnostic;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  readonly line?: string;
}

type CheckedFile = ReadRuleFile<CheckedRuleFile>;

const FILE_START = { line: 1, column: 1 };

const OPTIONS = {
  conf: {
    type: "string",
    array: true,
    nargs: 1,
    describe: "rule files: names or patterns, separated by blanks",
  },
  bufsize: { type: "number", default: 0, describe: "lines in an input buffer, as SEC is given it" },
  "shell-vars": {
    choices: ["raw", "escape", "refuse"],
    default: "raw",
    describe: "values in command lines for the shell, as the daemon is given it",
  },
  format: { choices: ["text", "json"], default: "text", describe: "how diagnostics are written" },
  strict: { type: "boolean", default: false, describe: "fail on warnings as well" },
  perl: { type: "boolean", default: true, describe: "compile Perl functions; --no-perl leaves it out" },
  color: { choices: ["auto", "always", "never"], default: "auto", describe: "use colours" },
  explain: { type: "string", describe: "explain a kind of diagnostic" },
} as const;

export const command: Command = {
  summary: "check rule files and report every fault in them",
  synopsis: "--conf=GLOB… [option …]",
  options: OPTIONS,
  run: async (args) => {
    const names = [...Object.keys(OPTIONS), ...SEC_OPTION_NAMES, "no-perl", "help"];
    const parser = yargs([...normaliseArguments(spellNegations(args), names, flagsAmong(OPTIONS))])
      .scriptName("sec-ts check")
      .usage("sec-ts check --conf=GLOB… [options]\n\nChecks rule files and reports every fault in them.")
      .options(OPTIONS)
      .version(false)
      .strict()
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      });
    tolerateSecOptions(parser as unknown as Argv, OPTIONS);
    const options = await parser.parse();
    if (options["help"]) return 0;
    if (options.explain !== undefined) return runExplain(options.explain);
    const paths = [...new Set((options.conf ?? []).flatMap((patterns) => perlGlob(patterns)))];
    const { files, withoutPerl } = findFaults(
      paths,
      options.perl,
      options.bufsize,
      options["shell-vars"] as ShellVariables,
    );
    const findings = files.flatMap(findingsOf);
    if (files.length === 0) findings.push(noFileFound(options.conf ?? []));
    if (withoutPerl !== undefined) findings.push(perlNotFound(files[0]?.path ?? "", withoutPerl));
    if (options.format === "json") writeJson(files, findings);
    else writeText(files, findings, options.color as ColourChoice);
    const failed = findings.some(({ diagnostic }) => options.strict || diagnostic.severity === "error");
    return failed ? 1 : 0;
  },
};

function runExplain(code: string): number {
  if (Object.hasOwn(DIAGNOSTICS, code)) {
    process.stdout.write(explain(code as DiagnosticCode, lineWidth(process.stdout)));
    return 0;
  }
  const similar = suggestion(code, Object.keys(DIAGNOSTICS));
  const known = similar
    ? `did you mean '${similar}'?`
    : `The codes are:\n${Object.keys(DIAGNOSTICS).join("\n")}`;
  process.stderr.write(`sec-ts check: there is no diagnostic '${displayable(code).text}'. ${known}\n`);
  return USAGE_ERROR;
}

function findingsOf(file: CheckedFile): Finding[] {
  const { path } = file;
  if ("unread" in file) {
    const { code, reason } = file.unread;
    const message = `Can't read configuration file ${path} (${reason})`;
    return [fileFinding(path, code, message)];
  }
  const { positionOf, lineAt } = linesOf(file.text);
  return file.parsed.diagnostics.map((diagnostic) => {
    const start = positionOf(diagnostic.span.start);
    const end = positionOf(diagnostic.span.end);
    return { path, diagnostic, start, end, line: lineAt(start.line) };
  });
}

function fileFinding(path: string, code: DiagnosticCode, message: string, hint?: string): Finding {
  const diagnostic = { code, severity: DIAGNOSTICS[code].severity, span: { start: 0, end: 0 }, message };
  const hinted = hint === undefined ? diagnostic : { ...diagnostic, hint };
  return { path, diagnostic: hinted, start: FILE_START, end: FILE_START };
}

function noFileFound(patterns: readonly string[]): Finding {
  return fileFinding(
    patterns.join(" ") || "--conf",
    "no-file-found",
    "No configuration files found",
    patterns.length > 0
      ? "no file matches; quote patterns, so that the shell leaves them alone"
      : "use --conf=GLOB",
  );
}

function perlNotFound(path: string, reason: string): Finding {
  const message = `Perl functions were not checked: ${reason}`;
  return fileFinding(path, "perl-not-found", message, "install the package perl, or use --no-perl");
}

function writeText(files: readonly CheckedFile[], findings: readonly Finding[], colour: ColourChoice): void {
  const screen = { paint: painter(colour, process.stdout.isTTY), width: lineWidth(process.stdout) };
  const shown = findings.map(({ path, diagnostic, start, line }) =>
    showDiagnostic(diagnostic, line === undefined ? { path, start } : { path, start, line }, screen),
  );
  process.stdout.write(`${shown.join("")}${summary(files, findings)}\n`);
}

function summary(files: readonly CheckedFile[], findings: readonly Finding[]): string {
  const errors = findings.filter(({ diagnostic }) => diagnostic.severity === "error").length;
  const warnings = findings.length - errors;
  const counts = [`${counted(rulesIn(files), "rule")} in ${counted(files.length, "file")}`];
  if (errors > 0) counts.push(counted(errors, "error"));
  if (warnings > 0) counts.push(counted(warnings, "warning"));
  return counts.join(", ");
}

function rulesIn(files: readonly CheckedFile[]): number {
  return files.reduce((sum, file) => sum + ("parsed" in file ? file.parsed.rules : 0), 0);
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function writeJson(files: readonly CheckedFile[], findings: readonly Finding[]): void {
  const diagnostics = findings.map(({ path, diagnostic, start, end }) => ({
    file: path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: displayable(diagnostic.message).text,
    ...(diagnostic.hint === undefined ? {} : { hint: displayable(diagnostic.hint).text }),
  }));
  const report = { files: files.map(({ path }) => path), rules: rulesIn(files), diagnostics };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
