import { run } from "../actions/run.ts";
import { evaluate } from "../contexts/evaluate.ts";
import type { ContextExpression } from "../contexts/expression.ts";
import type { Engine } from "../engine.ts";
import { bind, type Lookup, lookupStored } from "../match-variables.ts";
import { secondPatternWith } from "../patterns/second-pattern.ts";
import type { RunningRule } from "../rule-set.ts";
import { bindMatch, describeWith, descriptionOf, holds, referencesIn } from "../rules/condition.ts";
import type { PointOfContinue } from "../rules/definition.ts";
import type { PairFields } from "../rules/pair.ts";
import type { MatchRounds } from "../templates/substitution.ts";
import type { Template, VariableReference } from "../templates/template.ts";
import {
  endOperation,
  isRunning,
  type Operation,
  runFor,
  runningOperation,
  startOperation,
  windowEnds,
} from "./operation.ts";

/**
 * What a pair rule does with a line; `actsAtOnce` says whether its first action list runs on the first
 * event.
 */
export function runPair(
  engine: Engine,
  rule: PairFields,
  running: RunningRule,
  actsAtOnce: boolean,
): PointOfContinue | undefined {
  const first = running.first!;
  if (holds(engine, first)) {
    running.matches += 1;
    startPair(engine, rule, running, actsAtOnce);
    return first.continue;
  }
  let matched = false;
  if (running.operations.size === 0) return undefined;
  const operations = engine.index?.pairCandidates(running) ?? Array.from(running.operations.values());
  for (const operation of operations) {
    if (!isRunning(operation) || !meetsSecond(engine, running, operation)) continue;
    // A late second event still completes a PairWithWindow operation that no tick has ended; a Pair
    // operation is only then found to be over.
    if (actsAtOnce && operation.due <= engine.now) windowEnds(engine, operation);
    else {
      endPair(engine, rule, running, operation);
      matched = true;
    }
  }
  return matched ? running.conditions[1]!.continue : undefined;
}

function startPair(engine: Engine, rule: PairFields, running: RunningRule, actsAtOnce: boolean): void {
  const first = running.first!;
  const description = descriptionOf(engine, first, rule.desc);
  if (runningOperation(engine, running, description)) return;
  const second = secondPatternWith(rule.condition2.pattern, first.rounds, engine.liveMatch);
  if (second && "fault" in second) {
    const type = actsAtOnce ? "Pair" : "PairWithWindow";
    engine.log(2, () => {
      const words = `Runtime variable evaluation yielded an invalid regular expression '${second.text}'`;
      return `${words} for ${type} rule: ${second.fault}`;
    });
    engine.log(2, () => {
      const key = `${running.file.path} | ${running.rule.number} | ${description}`;
      return `Can't start ${type} event correlation operation with the key '${key}'`;
    });
    return;
  }
  const { rounds, bindings } = bindMatch(engine, first, [rule.action]);
  const operation = startOperation(
    engine,
    running,
    description,
    rule.windowSeconds,
    { rounds, bindings: { ...bindings, ...bind(firstInSecond(rule, running), engine.liveMatch) } },
    second?.pattern,
  );
  if (actsAtOnce) runFor(engine, operation, rule.action);
}

/** Whether the present line meets an operation's second condition. */
function meetsSecond(engine: Engine, running: RunningRule, operation: Operation): boolean {
  const { context, pattern } = running.conditions[1]!;
  if (context?.beforePattern && !holdsBeforeSecond(engine, context.expression, running, operation))
    return false;
  if (!(operation.secondPattern?.compiled ?? pattern).matches(engine)) return false;
  if (!context || context.beforePattern) return true;
  const lookup = secondLookup(engine, running, operation);
  return evaluate(engine, context.expression, secondRounds(running), lookup);
}

/** Ends a pair whose second condition the present line meets. */
function endPair(engine: Engine, rule: PairFields, running: RunningRule, operation: Operation): void {
  const rounds = secondRounds(running);
  const lookup = secondLookup(engine, running, operation);
  const description = describeWith(rule.desc2, rounds, lookup);
  running.matches += 1;
  run(engine, rule.action2, { rule: running, rounds, match: lookup, description });
  endOperation(engine, operation);
}

/**
 * Which match variables the fields of the second event know (manual: "PATTERNS, PATTERN TYPES AND MATCH
 * VARIABLES"): those of the first match are `%` variables only if both patterns set variables.
 */
function secondRounds({ conditions }: RunningRule): MatchRounds {
  const [first, second] = conditions;
  if (first!.rounds === "none") return second!.rounds;
  return second!.rounds === "none" ? "match" : "both";
}

/**
 * Evaluates a context expression in brackets, for which only the first match is there. If both patterns set
 * variables, dollar signs in its values are doubled, for a second round that never comes.
 */
function holdsBeforeSecond(
  engine: Engine,
  expression: ContextExpression,
  running: RunningRule,
  { bindings }: Operation,
): boolean {
  const stored = lookupStored(bindings);
  if (secondRounds(running) !== "both") {
    return evaluate(engine, expression, running.first!.rounds, stored);
  }
  return evaluate(engine, expression, "first", (reference) => stored(reference).replaceAll("$", () => "$$"));
}

function secondLookup(engine: Engine, { conditions }: RunningRule, operation: Operation): Lookup {
  const stored = lookupStored(operation.bindings);
  const [first, second] = conditions;
  if (second!.rounds === "none") return stored;
  if (first!.rounds === "none") return engine.liveMatch;
  return (reference) => (reference.sigil === "%" ? stored(reference) : engine.liveMatch(reference));
}

/** The variables of the first match that are named where the second event has come. */
function firstInSecond(rule: PairFields, running: RunningRule): readonly VariableReference[] {
  if (running.first!.rounds === "none") return [];
  const rounds = secondRounds(running);
  const references = referencesIn(rounds, [rule.action2], secondTexts(rule));
  return rounds === "both" ? references.filter(({ sigil }) => sigil === "%") : references;
}

/** The texts, besides the action list, that are filled in when the second event comes. */
function secondTexts({ desc2, condition2 }: PairFields): readonly Template[] {
  return [desc2, ...(condition2.context ? templatesOf(condition2.context.expression) : [])];
}

function templatesOf(expression: ContextExpression): readonly Template[] {
  switch (expression.kind) {
    case "name":
      return [expression.name];
    case "varset":
      return [expression.entry];
    case "not":
      return templatesOf(expression.operand);
    case "and":
    case "or":
      return [...templatesOf(expression.left), ...templatesOf(expression.right)];
    case "postfix":
      return expression.elements.flatMap((element) =>
        typeof element === "string" ? [] : templatesOf(element),
      );
    case "perl-program":
      return [expression.program];
    case "perl-function":
      return expression.parameters;
  }
}
