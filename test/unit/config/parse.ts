import { createHash } from "node:crypto";
import { type ParsedRuleFile, parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import type { PerlCheck } from "../../../src/config/parse-scope.ts";
import type { Action, ActionKeyword } from "../../../src/core/actions/index.ts";
import type { ContextExpression, PostfixElement } from "../../../src/core/contexts/expression.ts";
import type { Rule } from "../../../src/core/rules/index.ts";

function digest(text: string): string {
  return createHash("sha256").update(text, "latin1").digest("hex");
}

/** A rule file's rules and diagnostics; its Perl code is taken for good unless a check is given. */
export function parse(text: string, perl?: PerlCheck): ParsedRuleFile {
  return parseRuleFile("test.conf", text, { digest, perl });
}

/** The diagnostics of a file, each as its code and the text it points at, in the order of their places. */
export function faults(text: string, perl?: PerlCheck): readonly string[] {
  return parse(text, perl).diagnostics.map(
    ({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`,
  );
}

/** A Single rule with some fields of its own instead of the usual ones. */
export function single(fields: Readonly<Record<string, string>>): string {
  const all = { type: "Single", ptype: "RegExp", pattern: "(x)", desc: "d", action: "none", ...fields };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** The only rule of a file without errors. */
export function onlyRule(text: string): Rule {
  const [rule, ...others] = parse(text).file.rules;
  if (!rule || others.length > 0) throw new Error(`not exactly one valid rule: ${faults(text).join("; ")}`);
  return rule;
}

/** The only action of an action list. */
export function onlyAction<K extends ActionKeyword>(
  list: string,
  keyword: K,
): Extract<Action, { action: K }> {
  const rule = onlyRule(single({ action: list }));
  const [action, ...others] = "action" in rule ? rule.action.actions : [];
  if (action?.action !== keyword || others.length > 0) throw new Error(`not exactly one ${keyword} action`);
  return action as Extract<Action, { action: K }>;
}

/** A context expression, fully parenthesised. */
export function expression(context: string): string {
  const rule = onlyRule(single({ context }));
  const condition = "condition" in rule ? rule.condition.context : undefined;
  return condition ? written(condition.expression) : "";
}

function postfixElement(element: PostfixElement): string {
  if (typeof element !== "string") return written(element);
  return element === "and" ? "&&" : "||";
}

function written(tree: ContextExpression): string {
  switch (tree.kind) {
    case "name":
      return tree.name.text;
    case "not":
      return `!${written(tree.operand)}`;
    case "and":
      return `(${written(tree.left)} && ${written(tree.right)})`;
    case "or":
      return `(${written(tree.left)} || ${written(tree.right)})`;
    case "postfix":
      return `{${tree.elements.map(postfixElement).join(" ")}}`;
    case "varset":
      return `varset ${tree.entry.text}`;
    case "perl-program":
      return `={${tree.program.text}}`;
    case "perl-function":
      return `<${tree.parameters.map(({ text }) => text).join(",")}>${tree.operator}{${tree.code}}`;
  }
}
