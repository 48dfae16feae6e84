import { type Lookup, referenceKey } from "../match-variables.ts";
import { scanVariables, type Template, type TemplatePart, type VariableReference } from "./template.ts";

/**
 * The rounds of substitution that a field goes through, in order (manual: end of "PATTERNS, PATTERN TYPES
 * AND MATCH VARIABLES" and "ACTIONS, ACTION LISTS AND ACTION LIST VARIABLES").
 * - `match`: `$` variables of the match
 * - `first-match`: `%` variables of a pair's first match, before the `$` variables of the second
 */
export type Round = "first-match" | "match" | "action-list";

/**
 * Which match variables a field knows: none (after SubStr and the like), one match's as `$1`, those of a
 * pair's first match as `%1`, or both.
 */
export type MatchRounds = "none" | "match" | "first" | "both";

const ROUNDS = {
  none: [],
  match: ["match"],
  first: ["first-match"],
  both: ["first-match", "match"],
} as const satisfies Record<MatchRounds, readonly Round[]>;

/** What a template was compiled to, by the rounds of its field. */
export type CompiledForms = {
  [form in MatchRounds | `${MatchRounds}-actions`]?: CompiledTemplate;
};

/** A template that is ready to be filled in. */
export interface CompiledTemplate {
  /** Literals and variables, when no value can change what follows or precedes it. */
  readonly parts: readonly TemplatePart[];
  /** Set if a value may join a name in front of it (`%s$1`): such a text is substituted round by round. */
  readonly roundByRound?: { readonly text: string; readonly rounds: readonly Round[] };
  /** The match variables it names. */
  readonly references: readonly VariableReference[];
  /** Whether the action list round sees a percent sign, which makes `%s`, `%t` and `%u` current. */
  readonly percent: boolean;
}

/** Compiles a template once for the rounds of its field; `actions` adds the action list variables' round. */
export function compileTemplate(template: Template, match: MatchRounds, actions: boolean): CompiledTemplate {
  const forms = template.compiled ?? formsOf(template);
  const form = actions ? FORMS_WITH_ACTIONS[match] : match;
  return (forms[form] ??= compile(template.text, roundsOf(match, actions)));
}

/** Those who go through all of a rule's values are not to find them. */
function formsOf(template: Template): CompiledForms {
  const forms: CompiledForms = {};
  Object.defineProperty(template, "compiled", { value: forms });
  return forms;
}

const FORMS_WITH_ACTIONS = {
  none: "none-actions",
  match: "match-actions",
  first: "first-actions",
  both: "both-actions",
} as const satisfies Record<MatchRounds, keyof CompiledForms>;

function roundsOf(match: MatchRounds, actions: boolean): readonly Round[] {
  return actions ? [...ROUNDS[match], "action-list"] : ROUNDS[match];
}

const sigilOf = (round: Round): "$" | "%" => (round === "match" ? "$" : "%");
const scan = (text: string, round: Round): readonly TemplatePart[] =>
  scanVariables(text, sigilOf(round), round === "action-list" ? "action-list" : "match");

function compile(text: string, rounds: readonly Round[]): CompiledTemplate {
  let parts: readonly TemplatePart[] = [text];
  let joined = false;
  for (const round of rounds) {
    joined ||= parts.some(
      (part, at) => typeof part === "string" && at + 1 < parts.length && absorbsWhatFollows(part, round),
    );
    parts = parts.flatMap((part) => (typeof part === "string" ? scan(part, round).map(shared) : [part]));
    // Values of cached matches are not masked, so that later rounds find variables in them.
    joined ||=
      round !== rounds.at(-1) && parts.some((part) => typeof part !== "string" && part.kind === "cached");
  }
  const references = parts.filter((part) => typeof part !== "string" && part.kind !== "action-list");
  const form: CompiledTemplate = {
    parts: mergeLiterals(parts),
    references: references as readonly VariableReference[],
    percent: text.includes("%"),
  };
  return joined ? { ...form, roundByRound: { text, rounds } } : form;
}

const sharedReferences = new Map<string, VariableReference>();

/**
 * One object for all that is written alike, wherever it stands: with thousands of rules most are not at
 * hand.
 */
function shared(part: TemplatePart): TemplatePart {
  if (typeof part === "string") return part;
  const key = `${part.kind} ${referenceKey(part)}`;
  const known = sharedReferences.get(key);
  if (known) return known;
  sharedReferences.set(key, part);
  return part;
}

/** Whether a literal ends in a sigil, masked or not, or a name to which further characters could belong. */
function absorbsWhatFollows(literal: string, round: Round): boolean {
  const sigil = sigilOf(round);
  return new RegExp(`[${sigil}](?:[.+:]?\\{[^}]*|\\.?\\w*|[+:])$`).test(literal);
}

function mergeLiterals(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const merged: TemplatePart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === "string" && typeof last === "string") merged[merged.length - 1] = last + part;
    else if (part !== "") merged.push(part);
  }
  return merged;
}

/**
 * Where texts are put together, by the number of their parts. If each template had a place of its own, the
 * values of its last use would live on in it, and with thousands of rules V8 would move all of them about.
 */
const PIECES: string[][] = [];

/** Fills in a compiled template. */
export function fillIn(form: CompiledTemplate, match: Lookup, actionList: Lookup): string {
  if (form.roundByRound)
    return substitute(form.roundByRound.text, form.roundByRound.rounds, match, actionList);
  const { parts } = form;
  if (parts.length === 1 && typeof parts[0] === "string") return parts[0];
  const pieces = (PIECES[parts.length] ??= []);
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!;
    if (typeof part === "string") pieces[at] = part;
    else pieces[at] = part.kind === "action-list" ? actionList(part) : match(part);
  }
  // A joined text is in one piece. One made with + is a tree, that is slow as a key and takes more room.
  return pieces.join("");
}

/** Substitutes as the reference does: what a round writes is masked against the later rounds' sigils. */
function substitute(text: string, rounds: readonly Round[], match: Lookup, actionList: Lookup): string {
  let current = text;
  rounds.forEach((round, at) => {
    const later = new Set(rounds.slice(at + 1).map(sigilOf));
    const lookup = round === "action-list" ? actionList : match;
    let next = "";
    for (const part of scan(current, round)) {
      if (typeof part === "string") {
        next += part;
        continue;
      }
      let value = lookup(part);
      for (const sigil of part.kind === "cached" ? [] : later)
        value = value.replaceAll(sigil, () => sigil + sigil);
      next += value;
    }
    current = next;
  });
  return current;
}
