import type { ActionList } from "../actions/index.ts";
import { referencesOf } from "../actions/references.ts";
import type { ActionScope } from "../actions/scope.ts";
import { evaluate } from "../contexts/evaluate.ts";
import type { ContextCondition } from "../contexts/expression.ts";
import type { Engine } from "../engine.ts";
import { type Bindings, bind, type Lookup } from "../match-variables.ts";
import { compilePattern } from "../patterns/compile.ts";
import type { CompiledPattern } from "../patterns/definition.ts";
import { setsVariables } from "../patterns/index.ts";
import { ownSecondPattern } from "../patterns/second-pattern.ts";
import type { RunningRule } from "../rule-set.ts";
import {
  type CompiledTemplate,
  compileTemplate,
  fillIn,
  type MatchRounds,
} from "../templates/substitution.ts";
import type { Template, VariableReference } from "../templates/template.ts";
import type { MatchCondition, PointOfContinue } from "./definition.ts";
import type { Rule } from "./index.ts";

/**
 * A pattern, ready to match, with the context expression that goes with it. What every match needs is
 * here and not behind it: with thousands of rules each step from object to object waits for memory.
 */
export interface CompiledCondition {
  readonly condition: MatchCondition;
  readonly pattern: CompiledPattern;
  readonly context: ContextCondition | undefined;
  readonly continue: PointOfContinue;
  /** Which match variables the rule's other fields know after a match. */
  readonly rounds: MatchRounds;
  /** Its number in the engine's index of literals; -1 if nothing is known about it without trying it. */
  unit: number;
  /** The rule's `desc` for the variables of this condition's match, once it has been needed. */
  description: CompiledTemplate | undefined;
}

/** The match conditions of a rule, in the order in which they are tried. */
export function conditionsOf(rule: Rule): readonly MatchCondition[] {
  if (rule.type === "calendar") return [];
  if (rule.type === "eventgroup") return rule.events.map(({ condition }) => condition);
  if (rule.type === "pair" || rule.type === "pairwithwindow") return [rule.condition, rule.condition2];
  return [rule.condition];
}

export function compileConditions(rule: Rule): readonly CompiledCondition[] {
  const isPair = rule.type === "pair" || rule.type === "pairwithwindow";
  return conditionsOf(rule).map((condition, at) => {
    const own = isPair && at === 1 ? ownSecondPattern : compilePattern;
    const pattern = own(condition.pattern);
    pattern.forget?.();
    const rounds = setsVariables(condition.pattern) ? "match" : "none";
    const { context, continue: next } = condition;
    return { condition, pattern, context, continue: next, rounds, unit: -1, description: undefined };
  });
}

/**
 * Whether the present line meets a condition. A match sets the engine's match variables, and is cached even
 * if the context expression then turns out false (manual: "INPUT PROCESSING AND TIMING").
 */
export function holds(engine: Engine, compiled: CompiledCondition): boolean {
  const { context } = compiled;
  if (context === undefined) return matchesLines(engine, compiled);
  if (context.beforePattern) {
    return evaluate(engine, context.expression, "none", engine.liveMatch) && matchesLines(engine, compiled);
  }
  return (
    matchesLines(engine, compiled) && evaluate(engine, context.expression, compiled.rounds, engine.liveMatch)
  );
}

/** Whether the pattern matches; it is not tried if the index of literals knows the answer. */
function matchesLines(engine: Engine, { pattern, unit }: CompiledCondition): boolean {
  if (unit < 0 || !engine.index || engine.index.mayMatch(unit)) return pattern.matches(engine);
  return pattern.matchesWithout !== undefined && pattern.matchesWithout(engine);
}

/** The description string of an event that has just met a condition, from the rule's `desc`. */
export function descriptionOf(engine: Engine, compiled: CompiledCondition, desc: Template): string {
  compiled.description ??= compileTemplate(desc, compiled.rounds, false);
  return fillIn(compiled.description, engine.liveMatch, noActionList);
}

const noActionList: Lookup = () => "";

/** Fills in another field of a rule whose condition has just been met. */
export function describe(engine: Engine, template: Template, rounds: MatchRounds): string {
  return describeWith(template, rounds, engine.liveMatch);
}

export function describeWith(template: Template, rounds: MatchRounds, match: Lookup): string {
  return fillIn(compileTemplate(template, rounds, false), match, noActionList);
}

/** What an action list knows that runs at once when a condition has been met. */
export function immediateScope(
  engine: Engine,
  running: RunningRule,
  compiled: CompiledCondition,
  desc: Template,
): ActionScope {
  const description = descriptionOf(engine, compiled, desc);
  return { rule: running, rounds: compiled.rounds, match: engine.liveMatch, description };
}

/** The present values of the match variables that action lists and other texts will need later. */
export function bindMatch(
  engine: Engine,
  { rounds }: CompiledCondition,
  lists: readonly (ActionList | undefined)[],
  templates: readonly Template[] = [],
): { readonly rounds: MatchRounds; readonly bindings: Bindings } {
  return { rounds, bindings: bind(referencesIn(rounds, lists, templates), engine.liveMatch) };
}

/** The match variables that action lists and other texts of a rule name. */
export function referencesIn(
  rounds: MatchRounds,
  lists: readonly (ActionList | undefined)[],
  templates: readonly Template[] = [],
): readonly VariableReference[] {
  return [
    ...lists.flatMap((list) => (list ? referencesOf(list, rounds) : [])),
    ...templates.flatMap((template) => compileTemplate(template, rounds, false).references),
  ];
}
