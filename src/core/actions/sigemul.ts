import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Sigemul extends ActionBase<"sigemul"> {
  readonly signal: Template;
}

export const sigemul: ActionDefinition<Sigemul> = {
  keyword: "sigemul",
  summary: "Acts as if a signal had arrived.",
  parameters: {
    signal: word("HUP, ABRT, USR1, USR2, INT or TERM"),
  },
};
