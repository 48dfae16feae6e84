import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText } from "./definition.ts";
import { render } from "./scope.ts";

export interface Logonly extends ActionBase<"logonly"> {
  readonly message: Template;
}

export const logonly: ActionDefinition<Logonly> = {
  keyword: "logonly",
  summary: "Logs a message with level 4.",
  parameters: {
    message: optionalText("the message"),
  },
  perform(engine, { message }, scope) {
    const text = render(engine, message, scope);
    engine.log(4, () => text);
  },
};
