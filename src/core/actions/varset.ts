import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setNumber } from "./scope.ts";

export interface Varset extends ActionBase<"varset"> {
  readonly variable: VariableName;
  readonly entry: Template;
}

export const varset: ActionDefinition<Varset> = {
  keyword: "varset",
  summary: "Sets a variable to 1 if a match cache entry exists, else to 0.",
  parameters: {
    variable: variable("receives 1 or 0"),
    entry: word("the match cache entry"),
  },
  perform(engine, { variable: receiver, entry }, scope) {
    const name = render(engine, entry, scope);
    engine.log(6, () => `Checking the presence of pattern match cache entry '${name}'`);
    setNumber(engine, receiver.name, engine.cache.has(name) ? "1" : "0");
  },
};
