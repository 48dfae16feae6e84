import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalCommandArguments,
  type VariableName,
  variable,
} from "./definition.ts";
import { receive } from "./receive.ts";
import { render, variableValue } from "./scope.ts";

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
  perform(engine, action, scope) {
    const { name } = action.variable;
    const code = `%${action.function.name}->()`;
    engine.log(6, () => `Calling code '${code}' and setting variable '%${name}'`);
    const callee = variableValue(engine, action.function.name);
    if (typeof callee !== "object") {
      engine.log(3, () => `Variable '%${action.function.name}' is not a code reference`);
      return;
    }
    receive(engine, name, {
      want: "text",
      place: action,
      code: callee.handle,
      arguments: action.arguments?.map((argument) => render(engine, argument, scope)) ?? [],
      failure: () => `Code '${code}' runtime error`,
    });
  },
};
