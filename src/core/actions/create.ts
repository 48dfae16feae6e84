import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalActionList, optionalWord } from "./definition.ts";
import type { ActionList } from "./index.ts";

export interface Create extends ActionBase<"create"> {
  readonly name: Template;
  readonly lifetime: Template;
  readonly onExpiry: ActionList | undefined;
}

export const create: ActionDefinition<Create> = {
  keyword: "create",
  summary: "Creates a context, or starts one of that name afresh.",
  parameters: {
    name: optionalWord("the context", "%s"),
    lifetime: optionalWord("lifetime in seconds, 0 for ever", "0"),
    onExpiry: optionalActionList("run when the context expires"),
  },
};
