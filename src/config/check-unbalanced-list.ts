import { ACTIONS, type ActionKeyword } from "../core/actions/index.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { isBalanced, outerGroups, reportUnbalanced, splitOutside, unbalancedIn } from "./parentheses.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, trimmedPart, wordLength } from "./source-text.ts";
import { suggestion } from "./suggest.ts";

/**
 * Reports the parentheses of an action list that have no counterpart, and what is wrong in those of its
 * actions that do not hang on them. What may be part of a text, since nobody knows where that ends, is left
 * alone: a fault that goes away when the parenthesis is mended would be nonsense.
 */
export function checkUnbalancedList(
  source: SourceText,
  scope: ParseScope,
  parseAction: (action: SourceText, scope: ParseScope) => unknown,
): void {
  const unbalanced = unbalancedIn(source.text);
  reportUnbalanced(source, unbalanced, `action list ${quoted(source.text)}`, scope);
  const actions = splitOutside(source, ";", outerGroups(source.text, new Set(unbalanced)));
  while (actions.at(-1)?.text === "") actions.pop();
  // Where a parenthesis closes nothing, its counterpart may be missing anywhere before it.
  const certain = unbalanced.every((at) => source.text[at] === "(");
  let inText = false;
  for (const action of actions) {
    const inner = innermostOf(action);
    const keyword = keywordOf(inner);
    if (keyword) inText = false;
    const balanced = isBalanced(inner.text);
    const known = keyword ? balanced : !inText && (certain || isMisspelt(inner));
    if (known && (inner.text !== "" || inner === action)) parseAction(inner, scope);
    if (!balanced) inText = unbalancedIn(inner.text).some((at) => inner.text[at] === "(");
  }
}

/** Of `create A 60 (if %x (none`, whose lists are not closed, the `none`. */
function innermostOf(action: SourceText): SourceText {
  let inner = action;
  for (;;) {
    const keyword = keywordOf(inner);
    const { text } = inner;
    const unclosed = unbalancedIn(text).find((at) => text[at] === "(");
    if (!keyword || unclosed === undefined || !takesActions(keyword)) return inner;
    inner = trimmedPart(inner, unclosed + 1);
  }
}

function takesActions(keyword: ActionKeyword): boolean {
  const kinds = Object.values(ACTIONS[keyword].parameters).map(({ kind }) => kind as string);
  return kinds.some((kind) => kind === "action-list" || kind === "block" || kind === "else-block");
}

function keywordOf({ text }: SourceText): ActionKeyword | undefined {
  const word = text.slice(0, wordLength(text)).toLowerCase();
  return Object.hasOwn(ACTIONS, word) ? (word as ActionKeyword) : undefined;
}

function isMisspelt({ text }: SourceText): boolean {
  const word = text.slice(0, wordLength(text));
  return word !== "" && suggestion(word, Object.keys(ACTIONS)) !== undefined;
}
