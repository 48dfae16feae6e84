import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText } from "./definition.ts";

export interface Logonly extends ActionBase<"logonly"> {
  readonly message: Template;
}

export const logonly: ActionDefinition<Logonly> = {
  keyword: "logonly",
  summary: "Logs a message with level 4.",
  parameters: {
    message: optionalText("the message"),
  },
};
