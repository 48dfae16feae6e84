import type { ActionBase, ActionDefinition } from "./definition.ts";

export type Break = ActionBase<"break">;

export const breakAction: ActionDefinition<Break> = {
  keyword: "break",
  summary: "Leaves a while loop, or the action list.",
  parameters: {},
  perform() {
    return "break";
  },
};
