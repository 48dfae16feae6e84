import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Setctime extends ActionBase<"setctime"> {
  readonly time: Template;
  readonly name: Template;
}

export const setctime: ActionDefinition<Setctime> = {
  keyword: "setctime",
  summary: "Sets the creation time of a context.",
  parameters: {
    time: word("seconds since Epoch"),
    name: word("the context"),
  },
};
