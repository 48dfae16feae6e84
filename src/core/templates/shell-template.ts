import { characterVariable } from "../actions/built-in-variables.ts";
import type { Lookup } from "../match-variables.ts";
import { type NoPlace, type Place, quotedValue, ShellReader } from "./shell-quoting.ts";
import { compileTemplate, type MatchRounds } from "./substitution.ts";
import type { Template, VariableReference } from "./template.ts";

/** What may be put into command lines for the shell (`--shell-vars`). */
export type ShellVariables = "raw" | "escape" | "refuse";

/** A command line for the shell whose variables are quoted. */
export interface ShellTemplate {
  readonly parts: readonly (string | PlacedVariable)[];
  readonly percent: boolean;
}

interface PlacedVariable {
  readonly reference: VariableReference;
  readonly place: Place;
}

/** A variable that cannot be quoted where it stands. */
export interface Unquotable extends NoPlace {
  /** As it is written. */
  readonly variable: string;
}

/** Forms by the rounds that a template is compiled for, with `%` if action list variables are known. */
const known = new WeakMap<Template, Map<string, ShellTemplate | Unquotable>>();

/**
 * Finds out how each variable of a command line is quoted by the shell. The variables are those that are
 * written: a value never makes a name longer, and is not looked through for others.
 */
export function shellTemplate(
  template: Template,
  match: MatchRounds,
  actions: boolean,
): ShellTemplate | Unquotable {
  let forms = known.get(template);
  if (!forms) known.set(template, (forms = new Map()));
  const key = actions ? `${match}%` : match;
  let form = forms.get(key);
  if (!form) forms.set(key, (form = compile(template, match, actions)));
  return form;
}

function compile(template: Template, match: MatchRounds, actions: boolean): ShellTemplate | Unquotable {
  const reader = new ShellReader();
  const parts: (string | PlacedVariable)[] = [];
  const { parts: written, percent } = compileTemplate(template, match, actions);
  for (const part of written) {
    // What stands for a character is as if the character were written.
    const text =
      typeof part === "string"
        ? part
        : part.kind === "action-list"
          ? characterVariable(part.name)
          : undefined;
    if (text !== undefined) {
      reader.read(text);
      parts.push(text);
      continue;
    }
    const reference = part as VariableReference;
    const place = reader.variable();
    if ("reason" in place) return { reason: place.reason, variable: nameOf(reference) };
    parts.push({ reference, place });
  }
  return { parts, percent };
}

/** Fills in a command line. */
export function fillInQuoted({ parts }: ShellTemplate, match: Lookup, actionList: Lookup): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const { reference, place } = part;
      return quotedValue(reference.kind === "action-list" ? actionList(reference) : match(reference), place);
    })
    .join("");
}

/** The first variable of a command line whose value may come from outside; undefined if there is none. */
export function foreignVariable(
  template: Template,
  match: MatchRounds,
  actions: boolean,
): string | undefined {
  const { parts } = compileTemplate(template, match, actions);
  const foreign = parts.find((part) => typeof part !== "string" && !isOurs(part));
  return foreign === undefined ? undefined : nameOf(foreign as VariableReference);
}

/** Times and characters; no rule can make them anything else. */
function isOurs({ kind, name }: VariableReference): boolean {
  return kind === "action-list" && (name === "u" || name === "t" || name.startsWith("."));
}

function nameOf({ sigil, kind, entry, name }: VariableReference): string {
  if (kind === "cached") return `${sigil}:{${entry}:${name}}`;
  return /^\d+$/.test(name) || sigil === "%" ? sigil + name : `${sigil}+{${name}}`;
}
