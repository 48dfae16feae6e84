import { type ActionBase, type ActionDefinition, type VariableName, variable } from "./definition.ts";

export interface Free extends ActionBase<"free"> {
  readonly variable: VariableName;
}

export const free: ActionDefinition<Free> = {
  keyword: "free",
  summary: "Unsets a variable.",
  parameters: {
    variable: variable("the variable"),
  },
  perform(engine, { variable: freed }) {
    engine.log(6, () => `Freeing variable '%${freed.name}'`);
    engine.variables.delete(freed.name);
  },
};
