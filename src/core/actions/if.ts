import {
  type ActionBase,
  type ActionDefinition,
  block,
  elseBlock,
  type VariableName,
  variable,
} from "./definition.ts";
import type { ActionList } from "./index.ts";
import { run } from "./run.ts";
import { isTrue, variableValue } from "./scope.ts";

export interface If extends ActionBase<"if"> {
  readonly variable: VariableName;
  readonly whenTrue: ActionList;
  readonly whenFalse: ActionList | undefined;
}

export const ifAction: ActionDefinition<If> = {
  keyword: "if",
  summary: "Runs an action list if a variable is true, and maybe another if it is not.",
  parameters: {
    variable: variable("the condition"),
    whenTrue: block("run if it is true"),
    whenFalse: elseBlock("run if it is false"),
  },
  perform(engine, { variable: condition, whenTrue, whenFalse }, scope) {
    const list = isTrue(variableValue(engine, condition.name)) ? whenTrue : whenFalse;
    return list && run(engine, list, scope);
  },
};
