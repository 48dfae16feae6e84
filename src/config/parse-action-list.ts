import type { Parameter } from "../core/actions/definition.ts";
import { ACTIONS, type Action, type ActionKeyword, type ActionList } from "../core/actions/index.ts";
import { actionSyntax } from "./action-syntax.ts";
import { checkUnbalancedList } from "./check-unbalanced-list.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { isBalanced, isTooComplex, splitOutside } from "./parentheses.ts";
import { PARAMETER_PARSERS } from "./parse-parameter.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf, trimmedPart, wordLength } from "./source-text.ts";
import { suggestion } from "./suggest.ts";

/** Reads an action list (manual: "ACTIONS, ACTION LISTS AND ACTION LIST VARIABLES"). */
export function parseActionList(source: SourceText, scope: ParseScope): ActionList | undefined {
  return isTooComplex(source, scope) ? undefined : parseNestedList(source, scope);
}

function parseNestedList(source: SourceText, scope: ParseScope): ActionList | undefined {
  if (!isBalanced(source.text)) {
    checkUnbalancedList(source, scope, parseAction);
    return undefined;
  }
  const parts = splitOutside(source, ";");
  let count = parts.length;
  while (count > 0 && parts[count - 1]?.text === "") count -= 1;
  const actions: Action[] = [];
  let valid = true;
  for (let index = 0; index < count; index += 1) {
    const action = parseAction(parts[index]!, scope);
    if (action) actions.push(action);
    else valid = false;
  }
  return valid ? { actions, span: spanOf(source) } : undefined;
}

function parseAction(source: SourceText, scope: ParseScope): Action | undefined {
  if (source.text === "") {
    scope.report("missing-action", spanOf(source), "Invalid action ''", "remove one of the semicolons");
    return undefined;
  }
  const word = source.text.slice(0, wordLength(source.text));
  const keyword = word.toLowerCase();
  if (!isActionKeyword(keyword)) {
    reportUnknownAction(source, word, scope);
    return undefined;
  }
  const values = parseParameters(source, word.length, keyword, scope);
  if (!values) return undefined;
  return { action: keyword, span: spanOf(source), ...values } as unknown as Action;
}

/**
 * Every action's parameters as pairs of name and definition, taken apart once and not for each action read.
 */
const PARAMETERS = Object.fromEntries(
  Object.values(ACTIONS).map(({ keyword, parameters }) => [keyword, Object.entries(parameters)]),
) as unknown as Readonly<Record<ActionKeyword, readonly (readonly [string, Parameter<unknown>])[]>>;

/** Reads the parameters that the action's definition lists, in that order; nothing may be left after them. */
function parseParameters(
  source: SourceText,
  keywordLength: number,
  keyword: ActionKeyword,
  scope: ParseScope,
): Readonly<Record<string, unknown>> | undefined {
  let rest = trimmedPart(source, keywordLength);
  let complete = true;
  const place = { keyword, parseList: parseNestedList };
  const values: Record<string, unknown> = {};
  const blocks: ActionList[] = [];
  for (const [name, parameter] of PARAMETERS[keyword]) {
    const parsed = PARAMETER_PARSERS[parameter.kind](rest, { ...place, name, parameter }, scope);
    if (parsed === "faulty") return undefined;
    if (parsed === "missing") {
      complete &&= !parameter.required;
      continue;
    }
    values[name] = parsed.value;
    if (parameter.kind === "block" || parameter.kind === "else-block")
      blocks.push(parsed.value as ActionList);
    rest = parsed.rest;
  }
  if (!complete || rest.text !== "") {
    scope.report(
      "invalid-action",
      rest.text === "" ? spanOf(source) : spanOf(rest),
      `Invalid action ${quoted(source.text)}`,
      `the syntax is: ${actionSyntax(keyword)}`,
    );
    return undefined;
  }
  if (blocks.length > 0 && blocks.every(({ actions }) => actions.length === 0)) {
    scope.report("empty-action-lists", spanOf(source), `Empty action lists given for ${keyword} action`);
    return undefined;
  }
  return values;
}

function isActionKeyword(word: string): word is ActionKeyword {
  return Object.hasOwn(ACTIONS, word);
}

function reportUnknownAction(source: SourceText, word: string, scope: ParseScope): void {
  const letters = /^[A-Za-z]+/.exec(word)?.[0] ?? "";
  const known = letters !== word && isActionKeyword(letters.toLowerCase());
  const similar = suggestion(word, Object.keys(ACTIONS));
  const otherwise = "if this is part of the action before, put that action's parameter in parentheses";
  scope.report(
    "unknown-action",
    spanOf(source, 0, word.length),
    `Invalid action ${quoted(source.text)}`,
    known ? `a blank must follow '${letters}'` : similar ? `did you mean '${similar}'?` : otherwise,
  );
}
