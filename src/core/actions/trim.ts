import { contextChanged } from "../changes.ts";
import { joinStore } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalVariable,
  type VariableName,
  word,
} from "./definition.ts";
import { render, setVariable } from "./scope.ts";

export interface Trim extends ActionBase<"trim"> {
  readonly name: Template;
  readonly time: Template;
  readonly variable: VariableName | undefined;
}

export const trim: ActionDefinition<Trim> = {
  keyword: "trim",
  summary: "Removes lines that are older than a time from a context's event store, maybe into a variable.",
  parameters: {
    name: word("the context"),
    time: word("seconds since Epoch, -T for T seconds ago, +T for T seconds after the context's creation"),
    variable: optionalVariable("receives the removed lines"),
  },
  perform(engine, { name, time, variable: receiver }, scope) {
    const contextName = render(engine, name, scope);
    const moment = render(engine, time, scope);
    engine.log(6, () => `Trimming the event store of context '${contextName}'`);
    const context = engine.contexts.get(contextName);
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't trim`);
      return;
    }
    if (!/^[+-]?\d+$/.test(moment)) {
      engine.log(3, () => `Invalid time '${moment}' for trimming context '${contextName}'`);
      return;
    }
    const before = { "-": engine.now, "+": context.created }[moment[0]!] ?? 0;
    const from = before + Number(moment);
    const removed = context.store.filter((event) => event.time < from);
    context.store = context.store.filter((event) => event.time >= from);
    contextChanged(engine, context);
    if (receiver) setVariable(engine, receiver.name, joinStore(removed));
  },
};
