import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalActionList, word } from "./definition.ts";
import type { ActionList } from "./index.ts";

export interface Set extends ActionBase<"set"> {
  readonly name: Template;
  readonly lifetime: Template;
  readonly onExpiry: ActionList | undefined;
}

export const set: ActionDefinition<Set> = {
  keyword: "set",
  summary: "Gives a context a new lifetime that starts now, and maybe another action list.",
  parameters: {
    name: word("the context"),
    lifetime: word("lifetime in seconds, 0 for ever, - to leave it"),
    onExpiry: optionalActionList("run when the context expires"),
  },
};
