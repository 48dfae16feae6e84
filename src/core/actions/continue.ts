import type { ActionBase, ActionDefinition } from "./definition.ts";

export type Continue = ActionBase<"continue">;

export const continueAction: ActionDefinition<Continue> = {
  keyword: "continue",
  summary: "Starts the next round of a while loop, or leaves the action list.",
  parameters: {},
  perform() {
    return "continue";
  },
};
