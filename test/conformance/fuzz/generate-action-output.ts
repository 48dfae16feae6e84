import { nameOf } from "./generate-name.ts";
import { actionText, maskKey, parenthesised } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

function one(make: () => string): () => string[] {
  return () => [make()];
}

/** Actions that show something and change nothing. */
export function outputActions(scope: ActionScope): ActionChoice[] {
  const { random, storeVariables } = scope.of;
  const text = (): string => parenthesised(scope, actionText(scope, "sink"));
  return [
    [9, one(() => `write - ${text()}`)],
    [1, one(() => `write - ${random.pick(storeVariables)}=%${random.pick(storeVariables)}`)],
    [0.5, one(() => random.pick(["write -", "Write -", "WRITE - %s"]))],
    [1, one(() => `writen - ${text()}%.nl`)],
    [1.5, one(() => `logonly ${text()}`)],
    [0.5, one(() => random.pick(["logonly", "none", "None"]))],
    [2, one(() => `report ${nameOf(scope)}`)],
    [0.7, one(() => `pipe '${maskQuotes(actionText(scope, "sink"))}'`)],
    [0.2, one(() => random.pick(["pipe ''", "pipe '%s'"]))],
    [0.2, one(() => `write - ${maskKey(random.pick(scope.of.keys))}`)],
  ];
}

function maskQuotes(text: string): string {
  return text.replaceAll("'", "`");
}
