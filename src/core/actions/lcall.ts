import { entryArguments, functionAt } from "../perl-calls.ts";
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
import { receive } from "./receive.ts";
import { render } from "./scope.ts";

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
  perform(engine, action, scope) {
    const { name } = action.variable;
    const code = action.code.text;
    const words = action.arguments.map((argument) => render(engine, argument, scope));
    engine.log(6, () => `Calling code '${code}' and setting variable '%${name}'`);
    receive(engine, name, {
      want: "text",
      place: action,
      code: functionAt(engine, action, code),
      arguments: action.operator === ":>" ? entryArguments(engine, words) : words,
      failure: () => `Code '${code}' runtime error`,
    });
  },
};
