import type { Span } from "../span.ts";
import type { CompiledForms } from "./substitution.ts";

/**
 * Text of a rule in which variables are replaced before use, kept as it is written in the rule file.
 *
 * It stays text, because the reference substitutes in rounds and what one round writes the next one reads: in
 * `%s$1` the value of `$1` prolongs the name that follows `%`. See {@link scanVariables} for its variables.
 */
export interface Template {
  readonly text: string;
  readonly span: Span;
  /** Kept here and not in a map by template: with thousands of rules a look-up costs more than the rest. */
  readonly compiled?: CompiledForms;
}

/** A variable named in a template; offsets count from the start of the template's text. */
export interface VariableReference {
  readonly sigil: "$" | "%";
  /** `1` in `$1` and `${1}`, `user` in `$+{user}` and `$:{SSH:user}`, `.hmsstr` in `%.hmsstr`. */
  readonly name: string;
  /**
   * Match variables (`$1`, `$+{user}`, `%1`), variables of a cached match (`$:{SSH:user}`), action list
   * variables.
   */
  readonly kind: "match" | "cached" | "action-list";
  /** The pattern match cache entry of a cached variable. */
  readonly entry?: string;
  readonly start: number;
  readonly end: number;
}

/** One piece of a scanned text: literal text, with masked sigils already single, or a variable. */
export type TemplatePart = string | VariableReference;

const MATCH_VARIABLE =
  /(\d+)|\{(\d+)\}|\+\{(\d+|[A-Za-z_][\w!]*)\}|:\{([A-Za-z]\w*):(\d+|[A-Za-z_][\w!]*)\}/y;
const ACTION_LIST_VARIABLE = /(\.?[A-Za-z]\w*)|\{(\.?[A-Za-z]\w*)\}/y;

/**
 * Splits a text into literals and the variables that begin with a sigil (manual: "PATTERNS, PATTERN TYPES AND
 * MATCH VARIABLES", "ACTIONS, ACTION LISTS AND ACTION LIST VARIABLES"). A doubled sigil is a literal one; a
 * sigil that begins no variable is literal.
 */
export function scanVariables(
  text: string,
  sigil: "$" | "%",
  kind: "match" | "action-list",
): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = "";
  let at = 0;
  for (let next = text.indexOf(sigil); next >= 0; next = text.indexOf(sigil, at)) {
    literal += text.slice(at, next);
    if (text[next + 1] === sigil) {
      literal += sigil;
      at = next + 2;
      continue;
    }
    const variable = kind === "match" ? matchVariableAt(text, sigil, next) : actionListVariableAt(text, next);
    if (!variable) {
      literal += sigil;
      at = next + 1;
      continue;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(variable);
    at = variable.end;
  }
  literal += text.slice(at);
  if (literal !== "") parts.push(literal);
  return parts;
}

function matchVariableAt(text: string, sigil: "$" | "%", start: number): VariableReference | undefined {
  MATCH_VARIABLE.lastIndex = start + 1;
  const found = MATCH_VARIABLE.exec(text);
  if (!found) return undefined;
  const end = MATCH_VARIABLE.lastIndex;
  const [, bare, braced, named, entry, cached] = found;
  if (entry !== undefined) return { sigil, kind: "cached", entry, name: cached ?? "", start, end };
  return { sigil, kind: "match", name: bare ?? braced ?? named ?? "", start, end };
}

function actionListVariableAt(text: string, start: number): VariableReference | undefined {
  ACTION_LIST_VARIABLE.lastIndex = start + 1;
  const found = ACTION_LIST_VARIABLE.exec(text);
  if (!found) return undefined;
  const name = found[1] ?? found[2] ?? "";
  return { sigil: "%", kind: "action-list", name, start, end: ACTION_LIST_VARIABLE.lastIndex };
}
