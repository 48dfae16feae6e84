import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";

export interface Obsolete extends ActionBase<"obsolete"> {
  readonly name: Template;
}

export const obsolete: ActionDefinition<Obsolete> = {
  keyword: "obsolete",
  summary: "Runs a context's action list, then deletes the context.",
  parameters: {
    name: optionalWord("the context", "%s"),
  },
};
