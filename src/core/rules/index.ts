import { calendar } from "./calendar.ts";
import type { RuleDefinition } from "./definition.ts";
import { eventGroup } from "./event-group.ts";
import { jump } from "./jump.ts";
import { options } from "./options.ts";
import { pair } from "./pair.ts";
import { pairWithWindow } from "./pair-with-window.ts";
import { single } from "./single.ts";
import { singleWith2Thresholds } from "./single-with-2-thresholds.ts";
import { singleWithScript } from "./single-with-script.ts";
import { singleWithSuppress } from "./single-with-suppress.ts";
import { singleWithThreshold } from "./single-with-threshold.ts";
import { suppress } from "./suppress.ts";

/** Every rule type, by its keyword in lower case. A new one is a file of its own and a line here. */
export const RULE_TYPES = {
  single,
  singlewithscript: singleWithScript,
  singlewithsuppress: singleWithSuppress,
  pair,
  pairwithwindow: pairWithWindow,
  singlewiththreshold: singleWithThreshold,
  singlewith2thresholds: singleWith2Thresholds,
  eventgroup: eventGroup,
  suppress,
  calendar,
  jump,
  options,
} as const;

export type RuleType = keyof typeof RULE_TYPES;

type RuleOf<D> = D extends RuleDefinition<infer R> ? R : never;

/** A rule as data. */
export type Rule = RuleOf<(typeof RULE_TYPES)[Exclude<RuleType, "options">]>;

/** A rule file, read: its valid rules in order, and what its Options rule says. */
export interface RuleFile {
  readonly path: string;
  readonly rules: readonly Rule[];
  /** The configuration file sets it belongs to. */
  readonly sets: readonly string[];
  /** False if only Jump rules send events through it. */
  readonly processAllInput: boolean;
}
