import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalCommandArguments,
  type VariableName,
  variable,
} from "./definition.ts";

export interface Call extends ActionBase<"call"> {
  readonly variable: VariableName;
  readonly function: VariableName;
  readonly arguments: readonly Template[] | undefined;
}

export const call: ActionDefinition<Call> = {
  keyword: "call",
  summary: "Calls a Perl function that eval left in a variable, and sets a variable to its result.",
  parameters: {
    variable: variable("receives the result"),
    function: variable("holds the function"),
    arguments: optionalCommandArguments("its parameters"),
  },
  perform(engine) {
    engine.log(2, () => "Perl code is not supported yet");
  },
};
