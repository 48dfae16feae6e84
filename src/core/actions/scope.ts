import type { StoredActionList } from "../contexts/context.ts";
import type { Engine } from "../engine.ts";
import { bind, type Lookup } from "../match-variables.ts";
import { perlText } from "../perl-port.ts";
import type { RunningRule } from "../rule-set.ts";
import { fillInQuoted, foreignVariable, shellTemplate } from "../templates/shell-template.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import type { Template, VariableReference } from "../templates/template.ts";
import type { VariableValue } from "../variables.ts";
import { builtInVariable } from "./built-in-variables.ts";
import type { ActionList } from "./index.ts";
import { quotedVariables, unquoted } from "./quoted-variables.ts";
import { referencesOf } from "./references.ts";

/** What an action list's variables stand for while it runs, and on whose behalf it runs. */
export interface ActionScope {
  readonly rule: RunningRule;
  /** Which match variables its texts know. */
  readonly rounds: MatchRounds;
  readonly match: Lookup;
  /** What `%s` stands for: the operation description string. */
  readonly description: string;
}

/** Fills in a text of an action list: match variables first, then action list variables. */
export function render(engine: Engine, template: Template, scope: ActionScope): string {
  const form = compileTemplate(template, scope.rounds, true);
  if (form.percent) engine.variables.makeCurrent(scope.description, engine.now);
  return fillIn(form, scope.match, (reference) => actionListValue(engine, reference, scope));
}

/**
 * Fills in a command line so that the shell takes each value as it is (`--shell-vars`). A rule file with a
 * line where that is not possible is not loaded; a line of an older one does nothing.
 */
export function renderQuoted(engine: Engine, template: Template, scope: ActionScope): string {
  const form = shellTemplate(template, scope.rounds, true);
  const foreign =
    engine.options.shellVariables === "refuse" ? foreignVariable(template, scope.rounds, true) : undefined;
  if (foreign !== undefined || "reason" in form) return refused(engine, template);
  if (form.percent) engine.variables.makeCurrent(scope.description, engine.now);
  const quoted = quotedVariables(engine.ruleSet);
  return fillInQuoted(form, scope.match, (reference) => {
    const value = actionListValue(engine, reference, scope);
    return quoted.has(reference.name) ? unquoted(value) : value;
  });
}

/** The command that stands for one that may not be started. */
export function refused(engine: Engine, { text }: Template): string {
  engine.log(
    2,
    () => `Command line '${text}' has variables that cannot be put into it safely, not executing it`,
  );
  return ":";
}

function actionListValue(engine: Engine, { name }: VariableReference, scope: ActionScope): string {
  if (name === "s") return scope.description;
  return builtInVariable(engine, name) ?? perlText(engine.variables.get(name));
}

/** The value of an action list variable that an action names, as in `if %s ( … )`. */
export function variableValue(engine: Engine, name: string): VariableValue {
  return engine.variables.get(name);
}

/** Perl's notion of truth: neither undefined, nor empty, nor 0. */
export function isTrue(value: VariableValue): boolean {
  return value !== undefined && value !== "" && value !== "0";
}

export function setVariable(engine: Engine, name: string, value: VariableValue): void {
  engine.variables.set(name, value);
  engine.log(6, () => `Variable '%${name}' set to '${perlText(value)}'`);
}

/** Sets a variable to a number in decimal digits. */
export function setNumber(engine: Engine, name: string, value: string): void {
  engine.variables.setNumber(name, value);
  engine.log(6, () => `Variable '%${name}' set to '${value}'`);
}

/** Stores an action list for later, with the present values of the match variables that it needs. */
export function store(list: ActionList, scope: ActionScope): StoredActionList {
  const bindings = bind(referencesOf(list, scope.rounds), scope.match);
  return { list, rule: scope.rule, rounds: scope.rounds, bindings, description: scope.description };
}
