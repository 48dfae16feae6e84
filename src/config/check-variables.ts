import type { Parameter } from "../core/actions/definition.ts";
import { ACTIONS, type ActionList } from "../core/actions/index.ts";
import type { ContextExpression } from "../core/contexts/expression.ts";
import { setsVariables } from "../core/patterns/index.ts";
import type { FieldDefinition } from "../core/rules/definition.ts";
import { scanVariables, type Template } from "../core/templates/template.ts";
import type { ParseScope } from "./parse-scope.ts";
import type { FieldReader } from "./rule-fields.ts";

const IN_BRACKETS = "in square brackets, match variables are not replaced";
const NO_VARIABLES = "no pattern of this rule sets match variables";

/**
 * Warns of match variables that will stay as they are written. Command lines may well contain `$1` of their
 * own.
 */
export function checkVariables(
  fields: FieldReader,
  definitions: ReadonlyMap<string, FieldDefinition>,
  scope: ParseScope,
): void {
  const replaced = setVariables(fields, definitions);
  for (const { name, kind } of definitions.values()) {
    if (kind === "context") {
      const context = fields.context(name);
      if (context?.beforePattern) checkExpression(context.expression, IN_BRACKETS, scope);
      else if (context && !replaced) checkExpression(context.expression, NO_VARIABLES, scope);
    } else if (!replaced && fields.has(name)) {
      if (kind === "template") checkTemplate(fields.template(name), NO_VARIABLES, scope);
      if (kind === "action-list") checkActions(fields.actions(name), scope);
    }
  }
}

/** Whether a pattern of the rule sets match variables, or may have been meant to, if it is faulty. */
function setVariables(fields: FieldReader, definitions: ReadonlyMap<string, FieldDefinition>): boolean {
  for (const { name, kind, required } of definitions.values()) {
    if (kind !== "pattern") continue;
    const pattern = fields.pattern("", name);
    if (pattern ? setsVariables(pattern) : required) return true;
  }
  return false;
}

function checkTemplate(template: Template, reason: string, scope: ParseScope): void {
  const { text, span } = template;
  const exact = span.end - span.start === text.length;
  for (const variable of scanVariables(text, "$", "match")) {
    if (typeof variable === "string") continue;
    const { start, end } = variable;
    const place = exact ? { start: span.start + start, end: span.start + end } : span;
    scope.report("variable-stays-text", place, `${text.slice(start, end)} stays as it is: ${reason}`);
  }
}

function checkExpression(expression: ContextExpression, reason: string, scope: ParseScope): void {
  switch (expression.kind) {
    case "name":
      return checkTemplate(expression.name, reason, scope);
    case "varset":
      return checkTemplate(expression.entry, reason, scope);
    case "not":
      return checkExpression(expression.operand, reason, scope);
    case "and":
    case "or":
      checkExpression(expression.left, reason, scope);
      return checkExpression(expression.right, reason, scope);
    case "postfix":
      for (const element of expression.elements) {
        if (typeof element !== "string") checkExpression(element, reason, scope);
      }
      return undefined;
    case "perl-function":
      for (const parameter of expression.parameters) checkTemplate(parameter, reason, scope);
      return undefined;
    case "perl-program":
      return undefined;
  }
}

function checkActions({ actions }: ActionList, scope: ParseScope): void {
  for (const action of actions) {
    const parameters = Object.entries<Parameter<unknown>>(ACTIONS[action.action].parameters);
    for (const [name, { kind }] of parameters) {
      const value = (action as unknown as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) continue;
      if (kind === "word" || kind === "text" || kind === "quoted-text") {
        checkTemplate(value as Template, NO_VARIABLES, scope);
      } else if (kind === "action-list" || kind === "block" || kind === "else-block") {
        checkActions(value as ActionList, scope);
      }
    }
  }
}
