import { regexFault } from "../core/patterns/regex.ts";
import type { RuleBase } from "../core/rules/definition.ts";
import type { Rule, RuleFile } from "../core/rules/index.ts";
import type { Options } from "../core/rules/options.ts";
import { finished, type Sliced } from "../core/sliced.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { perlCodeIn } from "../core/uses-perl.ts";
import type { RegexFault } from "../regex/index.ts";
import { parsePattern as parseRegularExpression } from "../regex/parse.ts";
import type { Diagnostic, Report } from "./diagnostics/diagnostic.ts";
import { DIAGNOSTICS } from "./diagnostics/index.ts";
import { resolveContinue } from "./parse-continue.ts";
import { type DraftRule, parseRule } from "./parse-rule.ts";
import type { ParseScope, PerlCheck } from "./parse-scope.ts";
import { type RuleBlock, splitBlocks } from "./rule-blocks.ts";

/** What the parser cannot do itself. */
export interface ParseOptions {
  /** A short text that differs for different texts; it identifies rules in saved state. */
  digest(text: string): string;
  readonly perl?: PerlCheck | undefined;
  /** Says why there is no Perl, if there is none; then rules that need it are left out. */
  readonly whyNoPerl?: (() => string | undefined) | undefined;
  /** The value of `--bufsize`; if it is not 0, patterns for more lines are faults. */
  readonly bufferSize?: number;
  /** The value of `--shell-vars`. */
  readonly shellVariables?: ShellVariables | undefined;
}

export interface ParsedRuleFile {
  readonly file: RuleFile;
  /** In the order of their places in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What is known of a rule file of which nothing was kept. */
export interface CheckedRuleFile {
  /** How many rules are valid, Options rules left out. */
  readonly rules: number;
  /** In the order of their places in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a rule file, each character of `text` being one byte. It never throws: faulty rules are left out, and
 * every fault becomes a diagnostic.
 */
export function parseRuleFile(path: string, text: string, options: ParseOptions): ParsedRuleFile {
  return finished(parsingRuleFile(path, text, options));
}

/** The same rule by rule. */
export function* parsingRuleFile(path: string, text: string, options: ParseOptions): Sliced<ParsedRuleFile> {
  const diagnostics: Diagnostic[] = [];
  // Rules that are kept are going to be compiled, and may have been before.
  const scope = scopeOf(options, diagnostics, regexFault);
  const labels = new Map<string, number>();
  const ordinals = new Map<string, number>();
  /** Rules that go to a label wait until all labels of the file are known. */
  const built: (Rule | (() => Rule))[] = [];
  const { whyNoPerl } = options;
  const last = yield* readingRules(
    text,
    labels,
    whyNoPerl ? { ...scope, whyNoPerl } : scope,
    (draft, number) => {
      const digest = options.digest(textOf(draft.block));
      const ordinal = ordinals.get(digest) ?? 0;
      ordinals.set(digest, ordinal + 1);
      const build = (): Rule => buildRule(draft, { number, digest, ordinal }, labels, scope);
      built.push(draft.fields.goesToLabel() ? build : build());
    },
  );
  const rules = built.map((rule) => (typeof rule === "function" ? rule() : rule));
  if (rules.length === 0) reportNoRules(path, scope);
  const fileOptions = last && (last.definition.build(last.fields) as Omit<Options, keyof RuleBase<string>>);
  const file: RuleFile = {
    path,
    rules,
    sets: fileOptions?.sets ?? [],
    processAllInput: fileOptions?.processAllInput ?? true,
  };
  return { file, diagnostics: inOrder(diagnostics) };
}

/** The same for those who only want to know what is wrong: rules are not kept, which takes half the time. */
export function checkRuleFile(
  path: string,
  text: string,
  options: Omit<ParseOptions, "digest">,
): CheckedRuleFile {
  const diagnostics: Diagnostic[] = [];
  const scope = scopeOf(options, diagnostics, faultOfPattern);
  const labels = new Map<string, number>();
  const waiting: { readonly draft: DraftRule; readonly number: number }[] = [];
  let rules = 0;
  const take = (draft: DraftRule, number: number): void => {
    rules += 1;
    if (draft.fields.goesToLabel()) waiting.push({ draft, number });
  };
  finished(readingRules(text, labels, scope, take));
  for (const { draft, number } of waiting) {
    buildRule(draft, { number, digest: "", ordinal: 0 }, labels, scope);
  }
  if (rules === 0) reportNoRules(path, scope);
  return { rules, diagnostics: inOrder(diagnostics) };
}

function faultOfPattern(source: string): RegexFault | undefined {
  const parsed = parseRegularExpression(source);
  return parsed.ok ? undefined : parsed.fault;
}

function scopeOf(
  options: Omit<ParseOptions, "digest">,
  diagnostics: Diagnostic[],
  fault: ParseScope["regexFault"],
): ParseScope {
  const { perl, bufferSize = 0, shellVariables = "raw" } = options;
  const report: Report = (code, span, message, hint) => {
    const diagnostic = { code, severity: DIAGNOSTICS[code].severity, span, message };
    diagnostics.push(hint === undefined ? diagnostic : { ...diagnostic, hint });
  };
  return { report, perl, bufferSize, shellVariables, regexFault: fault };
}

/** Reads all rules, fills the labels with the numbers of their rules, and returns the last Options rule. */
function* readingRules(
  text: string,
  labels: Map<string, number>,
  scope: ParseScope & Pick<ParseOptions, "whyNoPerl">,
  take: (draft: DraftRule, number: number) => void,
): Sliced<DraftRule | undefined> {
  let options: DraftRule | undefined;
  let number = 0;
  for (const block of splitBlocks(text, scope.report)) {
    for (const label of block.labels) labels.set(label, number);
    const draft = block.fields.size > 0 ? parseRule(block, scope) : undefined;
    if (draft?.type === "options") {
      options = draft;
    } else if (draft && !(scope.whyNoPerl && needsPerl(draft, scope.whyNoPerl, scope.report))) {
      take(draft, number);
      number += 1;
    }
    yield;
  }
  return options;
}

function reportNoRules(path: string, scope: ParseScope): void {
  scope.report("no-rules", { start: 0, end: 0 }, `No valid rules found in configuration file ${path}`);
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.span.start - b.span.start);
}

/** Whether a rule has Perl code, but there is no Perl; this is reported. */
function needsPerl(
  { definition, fields }: DraftRule,
  whyNoPerl: () => string | undefined,
  report: Report,
): boolean {
  const code = perlCodeIn(definition.build(fields));
  const reason = code && whyNoPerl();
  if (!code || reason === undefined) return false;
  const hint = "install the package perl; on Debian: apt-get install perl";
  report("needs-perl", code, `The rule has Perl code, and there is no Perl: ${reason}`, hint);
  return true;
}

function buildRule(
  { type, definition, block, fields }: DraftRule,
  identity: Pick<Rule, "number" | "digest" | "ordinal">,
  labels: ReadonlyMap<string, number>,
  scope: ParseScope,
): Rule {
  fields.resolve = (written) => resolveContinue(written, identity.number, labels, scope);
  const base = { type, line: block.line, span: block.span, ...identity };
  return { ...base, ...definition.build(fields) } as Rule;
}

/**
 * A rule's text without what may change while it stays the same rule: remarks, labels, and how lines are
 * broken.
 */
function textOf({ fields }: RuleBlock): string {
  let text = "";
  for (const { name, value } of fields.values()) text += `${name}=${value.text}\n`;
  return text;
}
