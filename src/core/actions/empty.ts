import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalVariable,
  type VariableName,
  word,
} from "./definition.ts";

export interface Empty extends ActionBase<"empty"> {
  readonly name: Template;
  readonly variable: VariableName | undefined;
}

export const empty: ActionDefinition<Empty> = {
  keyword: "empty",
  summary: "Empties a context's event store, and maybe sets a variable to what it held.",
  parameters: {
    name: word("the context"),
    variable: optionalVariable("receives the lines"),
  },
};
