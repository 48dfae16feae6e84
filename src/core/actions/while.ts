import { type ActionBase, type ActionDefinition, block, type VariableName, variable } from "./definition.ts";
import type { ActionList } from "./index.ts";
import { run } from "./run.ts";
import { isTrue, variableValue } from "./scope.ts";

export interface While extends ActionBase<"while"> {
  readonly variable: VariableName;
  readonly body: ActionList;
}

export const whileAction: ActionDefinition<While> = {
  keyword: "while",
  summary: "Runs an action list as long as a variable is true.",
  parameters: {
    variable: variable("the condition"),
    body: block("run again and again"),
  },
  perform(engine, { variable: condition, body }, scope) {
    while (isTrue(variableValue(engine, condition.name))) {
      if (run(engine, body, scope) === "break") break;
    }
  },
};
