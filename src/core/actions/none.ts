import type { ActionBase, ActionDefinition } from "./definition.ts";

export type None = ActionBase<"none">;

export const none: ActionDefinition<None> = {
  keyword: "none",
  summary: "Does nothing.",
  parameters: {},
  perform() {},
};
