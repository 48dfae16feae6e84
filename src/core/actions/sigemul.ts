import { noteSignal } from "../signals.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

/** Signals that SEC reacts to. */
const EMULATED: ReadonlySet<string> = new Set(["HUP", "ABRT", "USR1", "USR2", "INT", "TERM"]);

export interface Sigemul extends ActionBase<"sigemul"> {
  readonly signal: Template;
}

export const sigemul: ActionDefinition<Sigemul> = {
  keyword: "sigemul",
  summary: "Acts as if a signal had arrived.",
  parameters: {
    signal: word("HUP, ABRT, USR1, USR2, INT or TERM"),
  },
  perform(engine, { signal: emulated }, scope) {
    const name = render(engine, emulated, scope).toUpperCase();
    engine.log(6, () => `Emulating the arrival of '${name}' signal`);
    if (EMULATED.has(name)) noteSignal(engine, name);
    else engine.log(3, () => `The arrival of '${name}' signal can't be emulated`);
  },
};
