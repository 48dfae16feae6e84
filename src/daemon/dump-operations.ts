import { actionListText, type Fill, fillWith } from "../core/describe/action-text.ts";
import { contextText, continueText, patternText } from "../core/describe/condition-text.ts";
import { lookupStored } from "../core/match-variables.ts";
import type { Operation, OperationPhase } from "../core/operations/operation.ts";
import { setsVariables } from "../core/patterns/index.ts";
import type { MatchCondition } from "../core/rules/definition.ts";
import type { EventGroup } from "../core/rules/event-group.ts";
import { RULE_TYPES, type Rule } from "../core/rules/index.ts";
import type { PairFields } from "../core/rules/pair.ts";
import type { Template } from "../core/templates/template.ts";

/** An operation in SEC's words: what its rule says with the operation's values in it, and its times. */
export interface DumpedOperation {
  readonly key: string;
  readonly type: string;
  readonly configfile: string;
  /** The rule's number in its file, from 0. */
  readonly ruleid: number;
  readonly desc: string;
  readonly starttime: number;
  readonly windowstart: number;
  readonly windowend?: number;
  readonly status?: string;
  readonly eventtimes?: readonly number[];
  readonly eventpatterns?: readonly number[];
  /** A number is that of the pattern, which has no token of its own. */
  readonly eventtokens?: readonly (string | number)[];
  /** Fields of the rule, by their names. */
  readonly [field: string]: string | number | readonly number[] | readonly (string | number)[] | undefined;
}

/** What SEC calls the phases of operations that count. */
const STATUSES: Readonly<Partial<Record<Rule["type"], Partial<Record<OperationPhase, string>>>>> = {
  singlewiththreshold: { counting: "checking for threshold", reached: "threshold reached" },
  singlewith2thresholds: {
    counting: "checking for 1st threshold",
    "second-window": "checking for 2nd threshold",
  },
  eventgroup: { counting: "checking for thresholds", reached: "thresholds reached" },
};

/** What identifies an operation among all (manual: "EVENT CORRELATION OPERATIONS"). */
export function operationKey({ rule, description }: Operation): string {
  return `${rule.file.path} | ${rule.rule.number} | ${description}`;
}

/** An operation for the dump. */
export function dumpOperation(operation: Operation): DumpedOperation {
  const { rule: running, started, windowStart, windowSeconds, phase } = operation;
  const { rule, file } = running;
  const fill = fillWith(operation.rounds, lookupStored(operation.bindings));
  const status = STATUSES[rule.type]?.[phase];
  return {
    key: operationKey(operation),
    type: typeName(rule),
    configfile: file.path,
    ruleid: rule.number,
    starttime: started,
    windowstart: windowStart,
    ...(windowSeconds === 0 ? {} : { windowend: windowStart + windowSeconds }),
    ...fieldsOf(rule, operation, fill),
    ...(status === undefined ? {} : { status, eventtimes: operation.times.toArray() }),
    ...(rule.type === "eventgroup" ? countedEvents(rule, operation) : {}),
  };
}

function typeName(rule: Rule): string {
  const { keyword } = RULE_TYPES[rule.type];
  return rule.type === "eventgroup" ? `${keyword}${rule.events.length}` : keyword;
}

type Fields = Record<string, string | number | undefined>;

function fieldsOf(rule: Rule, operation: Operation, fill: Fill): Fields & { readonly desc: string } {
  const { description: desc } = operation;
  switch (rule.type) {
    case "singlewithsuppress":
      return {
        ...condition(rule.condition, "", fill),
        desc,
        action: actionListText(rule.action, fill, rule.number),
        window: rule.windowSeconds,
      };
    case "singlewiththreshold":
      return {
        ...condition(rule.condition, "", fill),
        desc,
        action: actionListText(rule.action, fill, rule.number),
        action2: actionListText(rule.action2, fill, rule.number),
        window: rule.windowSeconds,
        threshold: rule.threshold,
      };
    case "singlewith2thresholds":
      return {
        ...condition(rule.condition, "", fill),
        desc,
        action: actionListText(rule.action, fill, rule.number),
        window: rule.windowSeconds,
        threshold: rule.threshold,
        desc2: fill(rule.desc2),
        action2: actionListText(rule.action2, fill, rule.number),
        window2: rule.window2Seconds,
        threshold2: rule.threshold2,
      };
    case "pair":
    case "pairwithwindow": {
      const { text } = operation.secondPattern ?? {};
      const second = secondFill(rule, operation);
      return {
        ...condition(rule.condition, "", fill),
        desc,
        action: actionListText(rule.action, fill, rule.number),
        ...condition(rule.condition2, "2", second, text),
        desc2: second(rule.desc2),
        action2: actionListText(rule.action2, second, rule.number),
        window: rule.windowSeconds,
      };
    }
    case "eventgroup":
      return groupFields(rule, operation, fill);
    default:
      return { desc };
  }
}

/** What the second half of a pair rule knows before its event has come. */
function secondFill({ condition: first, condition2: second }: PairFields, { bindings }: Operation): Fill {
  if (!setsVariables(first.pattern)) return asWritten;
  return fillWith(setsVariables(second.pattern) ? "first" : "match", lookupStored(bindings));
}

function asWritten({ text }: Template): string {
  return text;
}

function condition(of: MatchCondition, suffix: string, fill: Fill, text?: string): Fields {
  // A context expression of the first pattern is as it is written; the operation was started by it.
  const own: Fill = suffix === "" ? asWritten : fill;
  return {
    [`pattern${suffix}`]: patternText(of.pattern, text),
    [`context${suffix}`]: contextText(of.context, own),
    [`continue${suffix}`]: continueText(of.continue),
  };
}

function groupFields(
  rule: EventGroup,
  { counted, description: desc }: Operation,
  fill: Fill,
): Fields & { readonly desc: string } {
  const fields: Fields = {};
  for (const [at, { condition: of, count, threshold, token }] of rule.events.entries()) {
    const suffix = at === 0 ? "" : String(at + 1);
    Object.assign(fields, condition(of, suffix, asWritten), {
      [`count${suffix}`]: actionListText(count, asWritten, rule.number),
      [`threshold${suffix}`]: threshold,
      ...(rule.groupPattern ? { [`egtoken${suffix}`]: token?.text ?? at + 1 } : {}),
    });
  }
  const { groupPattern } = rule;
  const tokens = counted?.toArray().map(({ token }) => token) ?? [];
  return {
    ...fields,
    ...(groupPattern ? { egpattern: patternText(groupPattern), egstring: tokens.join(" ") } : {}),
    init: actionListText(rule.init, fill, rule.number),
    slide: actionListText(rule.slide, fill, rule.number),
    end: actionListText(rule.end, fill, rule.number),
    desc,
    action: actionListText(rule.action, fill, rule.number),
    window: rule.windowSeconds,
  };
}

function countedEvents(rule: EventGroup, { counted }: Operation): Partial<DumpedOperation> {
  const events = counted?.toArray() ?? [];
  return {
    eventpatterns: events.map(({ kind }) => kind + 1),
    ...(rule.groupPattern
      ? { eventtokens: events.map(({ kind, token }) => (rule.events[kind]?.token ? token : kind + 1)) }
      : {}),
  };
}
