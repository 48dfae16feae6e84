import type { RuleBase } from "../core/rules/definition.ts";
import type { Rule, RuleFile } from "../core/rules/index.ts";
import type { Options } from "../core/rules/options.ts";
import { perlCodeIn } from "../core/uses-perl.ts";
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
}

export interface ParsedRuleFile {
  readonly file: RuleFile;
  /** In the order of their places in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a rule file, each character of `text` being one byte. It never throws: faulty rules are left out, and
 * every fault becomes a diagnostic.
 */
export function parseRuleFile(path: string, text: string, options: ParseOptions): ParsedRuleFile {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, span, message, hint) => {
    const diagnostic = { code, severity: DIAGNOSTICS[code].severity, span, message };
    diagnostics.push(hint === undefined ? diagnostic : { ...diagnostic, hint });
  };
  const scope: ParseScope = { report, perl: options.perl, bufferSize: options.bufferSize ?? 0 };
  const labels = new Map<string, number>();
  const ordinals = new Map<string, number>();
  /** Rules that go to a label wait until all labels of the file are known. */
  const built: (Rule | (() => Rule))[] = [];
  let last: DraftRule | undefined;
  for (const block of splitBlocks(text, report)) {
    for (const label of block.labels) labels.set(label, built.length);
    const draft = block.fields.size > 0 ? parseRule(block, scope) : undefined;
    if (draft?.type === "options") last = draft;
    if (!draft || draft.type === "options") continue;
    if (options.whyNoPerl && needsPerl(draft, options.whyNoPerl, report)) continue;
    const digest = options.digest(textOf(block));
    const ordinal = ordinals.get(digest) ?? 0;
    ordinals.set(digest, ordinal + 1);
    const identity = { number: built.length, digest, ordinal };
    const build = (): Rule => buildRule(draft, identity, labels, scope);
    built.push(draft.fields.goesToLabel() ? build : build());
  }
  const rules = built.map((rule) => (typeof rule === "function" ? rule() : rule));
  if (rules.length === 0) {
    report("no-rules", { start: 0, end: 0 }, `No valid rules found in configuration file ${path}`);
  }
  const fileOptions = last && (last.definition.build(last.fields) as Omit<Options, keyof RuleBase<string>>);
  const file: RuleFile = {
    path,
    rules,
    sets: fileOptions?.sets ?? [],
    processAllInput: fileOptions?.processAllInput ?? true,
  };
  return { file, diagnostics: diagnostics.toSorted((a, b) => a.span.start - b.span.start) };
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
