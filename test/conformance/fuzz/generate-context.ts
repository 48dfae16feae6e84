import { perlOperand } from "./generate-perl.ts";
import { matchVariable } from "./generate-text.ts";
import { type CaseScope, type MatchVariables, NO_VARIABLES } from "./scope.ts";

/** A context name as rules write it: plain, or with a match variable. It holds no blank and no operator. */
export function contextName(of: CaseScope, match: MatchVariables): string {
  const { random } = of;
  const name = random.pick(of.contexts);
  if (!match.set && random.chance(0.9)) return name;
  return random.weighted<() => string>([
    [6, () => name],
    [5, () => `${name}_$1`],
    [1, () => `${name}_${matchVariable(of, match)}`],
    [0.5, () => "$1"],
    [0.3, () => `${name}_$$1`],
    [0.2, () => `${name}_%a`],
  ])();
}

/** Operators of both kinds, or one kind and operands with Perl code. */
type Style = "mixed" | "&&" | "||";

/**
 * Code can tell in which order operands are evaluated. Where `&&` follows `||` several times that is not
 * known, so code stands beside one kind of operator only.
 */
function styleOf({ options, random }: CaseScope): Style {
  return options.perl ? random.pick(["mixed", "&&", "||"]) : "mixed";
}

function operand(of: CaseScope, match: MatchVariables, style: Style): string {
  const { random } = of;
  return random.weighted<() => string>([
    [10, () => contextName(of, match)],
    [1.5, () => `varset ${of.caches.length > 0 ? random.pick(of.caches).name : "c1"}`],
    [0.4, () => "SEC_INTERNAL_EVENT"],
    [0.4, () => "_INTERNAL_EVENT"],
    [style === "mixed" ? 0 : 10, () => perlOperand(of, match)],
  ])();
}

/** A boolean expression of any shape, the oddly parsed `A || B && C` included. */
function expression(of: CaseScope, match: MatchVariables, depth: number, style: Style): string {
  const { random } = of;
  if (depth === 0 || random.chance(0.45)) {
    const negations = random.weighted([
      [5, ""],
      [4, "!"],
      [0.3, "!!"],
      [0.3, "! "],
    ]);
    return `${negations}${operand(of, match, style)}`;
  }
  const parts = Array.from({ length: random.between(2, 3) }, () => {
    const part = expression(of, match, depth - 1, style);
    return random.chance(0.3) ? `${random.pick(["", "", "!"])}(${part})` : part;
  });
  const blank = random.pick([" ", " ", ""]);
  const operator = (): string => (style === "mixed" ? random.pick(["&&", "||"]) : style);
  return parts.reduce((left, right) => `${left}${blank}${operator()}${blank}${right}`);
}

/** The value of a context field. */
export function contextExpression(of: CaseScope, match: MatchVariables): string {
  const { random } = of;
  if (random.chance(0.15)) {
    // In brackets nothing is substituted, and in code an unset $1 is that of the reference's own program.
    const [variables, style]: [MatchVariables, Style] = random.chance(0.2)
      ? [match, "mixed"]
      : [NO_VARIABLES, styleOf(of)];
    const inside = expression(of, variables, 1, style);
    return random.pick([`[${inside}]`, `[ ${inside} ]`]);
  }
  return expression(of, match, random.pick([0, 1, 1, 2]), styleOf(of));
}

/** A context field, or none. */
export function contextField(of: CaseScope, suffix: string, match: MatchVariables): string[] {
  return of.random.chance(0.27) ? [`context${suffix}=${contextExpression(of, match)}`] : [];
}

/** A context2 field, in which `%` variables of the first pattern may stand. */
export function secondContextField(of: CaseScope, match: MatchVariables, first?: MatchVariables): string[] {
  const { random } = of;
  if (first === undefined || !random.chance(0.25)) return contextField(of, "2", match);
  const name = `${random.pick(of.contexts)}_%${random.pick(["1", "{1}", "2"])}`;
  const other = contextName(of, match);
  const either = [`${name} || ${other}`, `!${name} && !${other}`];
  return [`context2=${random.pick([name, `!${name}`, `[!${name}]`, ...either])}`];
}
