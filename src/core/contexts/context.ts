import type { ActionList } from "../actions/index.ts";
import type { Due } from "../deadlines.ts";
import type { Bindings } from "../match-variables.ts";
import type { RunningRule } from "../rule-set.ts";
import type { MatchRounds } from "../templates/substitution.ts";

/**
 * An action list together with what its variables stood for when it was stored: a reference and values, no
 * code.
 */
export interface StoredActionList {
  readonly list: ActionList;
  readonly rule: RunningRule;
  readonly rounds: MatchRounds;
  readonly bindings: Bindings;
  /** What `%s` stands for. */
  readonly description: string;
}

/** A line of a context's event store. */
export interface StoredEvent {
  readonly text: string;
  /** When it was put there, in seconds since Epoch. */
  readonly time: number;
}

/** A context (manual: "CONTEXTS AND CONTEXT EXPRESSIONS"). */
export interface Context extends Due {
  /** All of its names, the oldest first. */
  readonly names: string[];
  created: number;
  /** Seconds; 0 is for ever. */
  lifetime: number;
  onExpiry: StoredActionList | undefined;
  store: StoredEvent[];
  /**
   * It says where the present line comes from; actions cannot change it (manual: "INTERNAL EVENTS AND
   * CONTEXTS").
   */
  readonly internal: boolean;
  /** While its action list runs, a context can no longer be deleted, obsoleted or lose a name. */
  ending: boolean;
}
