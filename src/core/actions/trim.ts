import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalVariable,
  type VariableName,
  word,
} from "./definition.ts";

export interface Trim extends ActionBase<"trim"> {
  readonly name: Template;
  readonly time: Template;
  readonly variable: VariableName | undefined;
}

export const trim: ActionDefinition<Trim> = {
  keyword: "trim",
  summary:
    "Removes the lines of a context's event store that were written before a time, and maybe sets a variable to them.",
  parameters: {
    name: word("the context"),
    time: word("seconds since Epoch, -T for T seconds ago, +T for T seconds after the context's creation"),
    variable: optionalVariable("receives the removed lines"),
  },
};
