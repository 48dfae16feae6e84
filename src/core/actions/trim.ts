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
  summary: "Removes lines that are older than a time from a context's event store, maybe into a variable.",
  parameters: {
    name: word("the context"),
    time: word("seconds since Epoch, -T for T seconds ago, +T for T seconds after the context's creation"),
    variable: optionalVariable("receives the removed lines"),
  },
};
