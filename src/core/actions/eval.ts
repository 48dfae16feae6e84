import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  program,
  type VariableName,
  variable,
} from "./definition.ts";
import { receive } from "./receive.ts";
import { render } from "./scope.ts";

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
  perform(engine, action, scope) {
    const code = render(engine, action.program, scope);
    const { name } = action.variable;
    engine.log(6, () => `Evaluating code '${code}' and setting variable '%${name}'`);
    receive(engine, name, {
      want: "text",
      place: action,
      code,
      keep: true,
      failure: () => `Error evaluating code '${code}'`,
    });
  },
};
