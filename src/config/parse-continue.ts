import type { PointOfContinue } from "../core/rules/definition.ts";
import type { Span } from "../core/span.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf } from "./source-text.ts";
import { suggestion } from "./suggest.ts";

/** A `continue` field whose label, if it has one, has not been looked up yet. */
export type WrittenContinue =
  | { readonly kind: Exclude<PointOfContinue["kind"], "GoTo"> }
  | { readonly kind: "GoTo"; readonly label: string; readonly span: Span };

/**
 * In a file of thousands of labels, looking for a similar one each time would take longer than all the
 * rest.
 */
const MOST_LABELS_COMPARED = 100;

const KINDS = ["TakeNext", "DontCont", "EndMatch"] as const;

/**
 * Reads a `continue` field (manual: "CONFIGURATION FILES"). All but the label ignores upper and lower case.
 */
export function parseContinue(source: SourceText, scope: ParseScope): WrittenContinue | undefined {
  const lowered = source.text.toLowerCase();
  const kind = KINDS.find((known) => known.toLowerCase() === lowered);
  if (kind) return { kind };
  const goto = /^goto[\t-\r ]+/i.exec(source.text);
  if (goto) return { kind: "GoTo", label: source.text.slice(goto[0].length), span: spanOf(source) };
  const similar = suggestion(source.text, KINDS);
  scope.report(
    "invalid-continue",
    spanOf(source),
    `Invalid continue value ${quoted(source.text)}`,
    similar ? `did you mean '${similar}'?` : `the values are ${KINDS.join(", ")}, and GoTo with a label`,
  );
  return undefined;
}

/** Looks a label up: it must name a later rule; otherwise matching does not go on, as in the reference. */
export function resolveContinue(
  written: WrittenContinue,
  rule: number,
  labels: ReadonlyMap<string, number>,
  scope: ParseScope,
): PointOfContinue {
  if (written.kind !== "GoTo") return written;
  const { label, span } = written;
  const target = labels.get(label);
  if (target !== undefined && target > rule) return { kind: "GoTo", label, rule: target };
  if (target === undefined) {
    const similar = labels.size > MOST_LABELS_COMPARED ? undefined : suggestion(label, labels.keys());
    scope.report(
      "unknown-label",
      span,
      `label ${label} does not exist, assuming continue=DontCont`,
      similar ? `did you mean '${similar}'?` : undefined,
    );
  } else {
    scope.report("label-not-ahead", span, `can't go backwards to label ${label}, assuming continue=DontCont`);
  }
  return { kind: "DontCont" };
}
