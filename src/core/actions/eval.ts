import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  program,
  type VariableName,
  variable,
} from "./definition.ts";

export interface Eval extends ActionBase<"eval"> {
  readonly variable: VariableName;
  readonly program: Template;
}

export const evalAction: ActionDefinition<Eval> = {
  keyword: "eval",
  summary: "Runs a Perl program and sets a variable to its result.",
  parameters: {
    variable: variable("receives the result"),
    program: program("the Perl program"),
  },
  perform(engine) {
    engine.log(2, () => "Perl code is not supported yet");
  },
};
