import type { RuleSet } from "../rule-set.ts";

/** Actions whose variable is not set by them. */
const ONLY_READ = new Set(["if", "while", "free"]);

const known = new WeakMap<RuleSet, ReadonlySet<string>>();

/**
 * The action list variables that no action but assignsq sets: their values are quoted for the shell already.
 */
export function quotedVariables(ruleSet: RuleSet): ReadonlySet<string> {
  let names = known.get(ruleSet);
  if (!names) known.set(ruleSet, (names = find(ruleSet)));
  return names;
}

/** The text that a value of assignsq stands for. */
export function unquoted(value: string): string {
  return /^'(?:[^']|'\\'')*'$/.test(value) ? value.slice(1, -1).replaceAll("'\\''", "'") : value;
}

function find({ files }: RuleSet): ReadonlySet<string> {
  const quoted = new Set<string>();
  const others = new Set<string>();
  for (const rule of files.flatMap(({ rules }) => rules)) visit(rule.rule, quoted, others);
  for (const name of others) quoted.delete(name);
  return quoted;
}

/** Looks through a rule, or a part of it, for actions that set variables. */
function visit(part: unknown, quoted: Set<string>, others: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  const { action, variable } = part as {
    readonly action?: unknown;
    readonly variable?: { readonly name?: unknown };
  };
  if (typeof action === "string" && !ONLY_READ.has(action) && typeof variable?.name === "string") {
    (action === "assignsq" ? quoted : others).add(variable.name);
  }
  for (const inner of Object.values(part)) visit(inner, quoted, others);
}
