import { type VariableInJson, variableInJson } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

/** Of a value, so many characters come in one item; the rest are items that continue it. */
const CHARACTERS_PER_ITEM = 64 * 1024;

export const variables: RequestDefinition = {
  name: "variables",
  summary: "the action list variables that rules have set",
  who: "owner",
  arguments: { containing },
  changes: false,
  answer: (daemon, args) => ({ items: variableItems(daemon, args) }),
};

function* variableItems({ engine }: Controlled, args: Arguments): Generator {
  for (const [name] of engine.variables.entries()) {
    if (isWanted(args, name)) yield* parts(variableInJson(engine, name));
    else yield undefined;
  }
}

function* parts(variable: VariableInJson): Generator {
  const { name, value } = variable;
  if (typeof value !== "string") {
    yield variable;
    return;
  }
  yield { name, value: value.slice(0, CHARACTERS_PER_ITEM) };
  for (let at = CHARACTERS_PER_ITEM; at < value.length; at += CHARACTERS_PER_ITEM) {
    yield { name, continued: true, value: value.slice(at, at + CHARACTERS_PER_ITEM) };
  }
}
