import { compileRegex, type Regex } from "../../../src/regex/index.ts";
import type { PerlAnswer, RegexCase } from "./perl.ts";

/**
 * How an answer of ours compares with Perl's. `verdict`: a wrong yes or no. `captures`: the same verdict,
 * other captures. `verb`: a wrong yes or no of a pattern with a control verb, of which Perl's optimiser makes
 * something of its own in rare loops (docs/regex.md). `rejected` and `accepted`: only we, or only Perl,
 * reject the pattern. `skipped`: nothing to compare.
 */
export type Comparison =
  | { readonly outcome: "same" | "unsupported" | "limit" | "skipped" }
  | { readonly outcome: "verdict" | "verb" | "captures" | "rejected" | "accepted"; readonly ours: string };

type Spans = readonly (readonly [number, number] | null)[] | false;

/** Compares both engines, and what the user gets, with Perl's answer. */
export function compareWithPerl(one: RegexCase, perl: PerlAnswer | undefined): Comparison {
  if (perl === undefined || perl.died !== undefined) return { outcome: "skipped" };
  const compiled = compileRegex(one.pat, one.flags);
  if (!compiled.ok) {
    if (perl.err !== undefined) return { outcome: "same" };
    if (compiled.fault.kind === "unsupported") return { outcome: "unsupported" };
    return { outcome: "rejected", ours: JSON.stringify(compiled.fault) };
  }
  if (perl.err !== undefined) return { outcome: "accepted", ours: perl.err };
  const comparison = compareMatches(compiled.regex, one, perl.m ?? false);
  const hasVerb = /\(\*(?:PRUNE|SKIP|COMMIT|THEN|ACCEPT)/.test(one.pat);
  return hasVerb && comparison.outcome === "verdict" ? { ...comparison, outcome: "verb" } : comparison;
}

function compareMatches(regex: Regex, one: RegexCase, perl: Spans): Comparison {
  const tested = regex.test(one.subj);
  const machine = compileRegex(one.pat, one.flags, { only: "vm" });
  const spans = machine.ok ? machine.regex.spans(one.subj) : undefined;
  if (tested === "limit" || spans === "limit") return { outcome: "limit" };
  const ours = spansByGroup(spans);
  if (tested !== (perl !== false)) return { outcome: "verdict", ours: `${regex.engine}: ${tested}` };
  if ((ours !== false) !== tested) return { outcome: "verdict", ours: `machine: ${!tested}` };
  const expected = padded(perl, regex.groupCount);
  if (JSON.stringify(ours) !== JSON.stringify(expected)) {
    return { outcome: "captures", ours: `machine: ${JSON.stringify(ours)}` };
  }
  return compareCaptures(regex, one, expected);
}

/** What `exec` returns, which is V8's answer where V8 runs the pattern. */
function compareCaptures(regex: Regex, one: RegexCase, expected: Spans): Comparison {
  const captures = regex.exec(one.subj);
  if (captures === "limit") return { outcome: "limit" };
  const texts =
    expected === false
      ? undefined
      : expected.map((span) => (span === null ? undefined : one.subj.slice(...span)));
  const isSame = JSON.stringify(captures === undefined ? undefined : [...captures]) === JSON.stringify(texts);
  return isSame
    ? { outcome: "same" }
    : { outcome: "captures", ours: `${regex.engine}: ${JSON.stringify(captures)}` };
}

export function spansByGroup(spans: Int32Array | undefined): Spans {
  if (spans === undefined) return false;
  return Array.from({ length: spans.length / 2 }, (_, group) =>
    spans[2 * group]! < 0 ? null : ([spans[2 * group]!, spans[2 * group + 1]!] as const),
  );
}

/** Perl leaves out groups behind the last that took part. */
function padded(spans: Spans, groupCount: number): Spans {
  if (spans === false) return false;
  return Array.from({ length: groupCount + 1 }, (_, group) => spans[group] ?? null);
}
