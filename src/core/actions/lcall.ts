import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  argumentsBeforeOperator,
  callOperator,
  type PerlCode,
  perlFunction,
  type VariableName,
  variableBeforeOperator,
} from "./definition.ts";

export interface Lcall extends ActionBase<"lcall"> {
  readonly variable: VariableName;
  readonly arguments: readonly Template[];
  readonly operator: "->" | ":>";
  readonly code: PerlCode;
}

export const lcall: ActionDefinition<Lcall> = {
  keyword: "lcall",
  summary: "Calls a Perl function that is part of the rule, and sets a variable to its result.",
  parameters: {
    variable: variableBeforeOperator("receives the result"),
    arguments: argumentsBeforeOperator("its parameters, for :> the names of match cache entries"),
    operator: callOperator("how the parameters are passed"),
    code: perlFunction("the function"),
  },
  perform(engine) {
    engine.log(2, () => "Perl code is not supported yet");
  },
};
