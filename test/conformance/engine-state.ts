import type { Context } from "../../src/core/contexts/context.ts";
import { type Engine, SYNTHETIC } from "../../src/core/engine.ts";
import type { Operation, OperationPhase } from "../../src/core/operations/operation.ts";
import type { Json, State } from "./outcome.ts";

/** The state of our engine in the words of the reference's dump, as far as both can be compared. */
export function stateOfEngine(engine: Engine): State {
  const rules = engine.ruleSet.files.flatMap((file) => file.rules);
  const operations = rules.flatMap((rule) => [...rule.operations.values()]);
  const entries: [string, Json][] = operations.map((operation) => [
    keyOf(operation),
    operationState(operation),
  ]);
  return {
    contexts: sorted([...new Set(engine.contexts.values())].map(contextState)),
    operations: Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1))),
    pendingEvents: sorted(
      engine.delayed.map(({ text, context, due }) => ({
        ...(engine.options.internalContexts ? { context: context ?? "_INTERNAL_EVENT" } : {}),
        event: text,
        time: String(due),
      })),
    ),
    matchCache: Object.fromEntries(
      [...engine.cache].map(([name, match]) => [
        name,
        Object.fromEntries([...match.entries()].map(([variable, value]) => [variable, value ?? null])),
      ]),
    ),
    buffer: bufferState(engine),
    ruleStatistics: Object.fromEntries(
      engine.ruleSet.files.map((file) => [file.path, file.rules.map(({ matches }) => String(matches))]),
    ),
    variables: Object.fromEntries(
      [...engine.variables.entries()]
        .filter(([name]) => !/^[stu]$/.test(name))
        .map(([name, value]): [string, Json] => [name, typeof value === "string" ? value : null])
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ),
    linesPerInput: {},
    processedLines: String(engine.processedLines),
  };
}

/** What the dump says about an operation, as opposed to its rule. */
const OPERATION_FIELDS = new Set([
  "desc",
  "eventtimes",
  "eventpatterns",
  "eventtokens",
  "starttime",
  "windowstart",
  "windowend",
  "status",
]);

/** What can be compared of the reference's state: the same fields, in the same shape. */
export function comparable(state: State): State {
  const operations = Object.entries(state.operations as Record<string, Record<string, Json>>).map(
    ([key, operation]): [string, Json] => [
      key,
      Object.fromEntries(Object.entries(operation).filter(([name]) => OPERATION_FIELDS.has(name))),
    ],
  );
  const contexts = (state.contexts as readonly Record<string, Json>[]).map((context) => {
    const { action: _, ...rest } = context;
    return rest as Json;
  });
  const statistics = Object.entries(
    state.ruleStatistics as Record<string, { stats: Record<string, Json>[] }>,
  ).map(([file, { stats }]): [string, Json] => [file, stats.map((rule) => rule["matches"]!)]);
  const matchCache = Object.entries(state.matchCache as Record<string, Record<string, Json>>).map(
    ([entry, variables]): [string, Json] => [
      entry,
      Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOfReference(value)])),
    ],
  );
  return {
    ...state,
    matchCache: Object.fromEntries(matchCache),
    operations: Object.fromEntries(operations),
    contexts: sorted(contexts),
    ruleStatistics: Object.fromEntries(statistics),
    // Counted by whatever reads the inputs, which is not the engine.
    linesPerInput: {},
  };
}

/** What Perl code put into a match cache entry is Perl's, and we have its text only. */
function textOfReference(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  return `${Array.isArray(value) ? "ARRAY" : "HASH"}(0x0)`;
}

function keyOf({ rule, description }: Operation): string {
  return `${rule.file.path} | ${rule.rule.number} | ${description}`;
}

/** What the reference calls the phases of operations. */
const STATUSES: Readonly<Record<string, Readonly<Record<OperationPhase, string>>>> = {
  singlewiththreshold: {
    counting: "checking for threshold",
    reached: "threshold reached",
    "second-window": "",
  },
  singlewith2thresholds: {
    counting: "checking for 1st threshold",
    reached: "",
    "second-window": "checking for 2nd threshold",
  },
  eventgroup: {
    counting: "checking for thresholds",
    reached: "thresholds reached",
    "second-window": "",
  },
};

function operationState(operation: Operation): Json {
  const { rule, description, started, windowStart, windowSeconds, times, counted, phase } = operation;
  const { type } = rule.rule;
  const counting = type.includes("threshold") || type === "eventgroup";
  return {
    desc: description,
    ...(counting ? { eventtimes: times.toArray().map(String) } : {}),
    ...(type === "eventgroup"
      ? { eventpatterns: (counted?.toArray() ?? []).map(({ kind }) => String(kind + 1)) }
      : {}),
    ...(type === "eventgroup" && rule.rule.groupPattern
      ? { eventtokens: (counted?.toArray() ?? []).map(({ token }) => token) }
      : {}),
    starttime: String(started),
    windowstart: String(windowStart),
    ...(windowSeconds === 0 ? {} : { windowend: String(windowStart + windowSeconds) }),
    ...(counting ? { status: STATUSES[type]?.[phase] ?? "" } : {}),
  };
}

function contextState({ names, created, lifetime, store }: Context): Json {
  return {
    buffer: store.map(({ text }) => text),
    creationtime: String(created),
    lifetime: String(lifetime),
    name: sorted(names),
  };
}

function bufferState(engine: Engine): Json {
  const bufsize = String(engine.ruleSet.bufferSize);
  const synthetic = engine.buffers.get(SYNTHETIC)!;
  if (engine.options.jointBuffer) {
    return {
      bufmode: "joint buffer for all input sources",
      bufsize,
      lastinputs: synthetic.sources.map((source) =>
        source === "synthetic" ? "synthetic event" : (source ?? ""),
      ),
      lastlines: [...synthetic.lines],
    };
  }
  const sources = [...engine.buffers].flatMap(([source, buffer]): [string, Json][] =>
    typeof source === "string" ? [[source, [...buffer.lines]]] : [],
  );
  return {
    bufmode: "separate buffer for each input source",
    bufsize,
    lastlines: Object.fromEntries(sources),
    lastsynevents: [...synthetic.lines],
  };
}

function sorted(list: readonly Json[]): Json[] {
  return [...list].toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
