import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";

export interface Delete extends ActionBase<"delete"> {
  readonly name: Template;
}

export const deleteContext: ActionDefinition<Delete> = {
  keyword: "delete",
  summary: "Deletes a context.",
  parameters: {
    name: optionalWord("the context", "%s"),
  },
};
