import type { RequestDefinition } from "../definition.ts";
import { contexts } from "./contexts.ts";
import { debug } from "./debug.ts";
import { dump } from "./dump.ts";
import { events } from "./events.ts";
import { inputs } from "./inputs.ts";
import { operations } from "./operations.ts";
import { reload } from "./reload.ts";
import { rotate } from "./rotate.ts";
import { rules } from "./rules.ts";
import { send } from "./send.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import { variables } from "./variables.ts";

/**
 * Every request that the control socket takes, which are the subcommands of `sec-ts ctl`; a new one is a
 * file of its own and a line here. The server itself answers `more`, for the rest of a list.
 */
export const REQUESTS: Readonly<Record<string, RequestDefinition>> = {
  status,
  rules,
  operations,
  contexts,
  inputs,
  variables,
  events,
  dump,
  reload,
  rotate,
  debug,
  send,
  stop,
};
