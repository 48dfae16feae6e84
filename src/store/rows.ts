import { SYNTHETIC } from "../core/engine.ts";
import type { CountedEvent } from "../core/operations/group-events.ts";
import type { Operation, OperationPhase } from "../core/operations/operation.ts";
import type { RuleKey, SavedOperation } from "../core/saved-state.ts";

/** Something in a database that we have not written like that: the database is damaged. */
export class DamagedState extends Error {}

/** A row of the table `operation`, with the key of its rule. */
export interface OperationRow {
  readonly id: number;
  readonly description: string;
  readonly started: number;
  readonly origin: string;
  readonly window_start: number;
  readonly window_seconds: number;
  readonly phase: string;
  readonly times: string;
  readonly counted: string;
}

/** What never changes in an operation, and is written once: its match variables and its second pattern. */
export function encodeOrigin({ rounds, bindings, secondPattern }: Operation): string {
  return JSON.stringify(
    secondPattern === undefined ? [rounds, bindings] : [rounds, bindings, secondPattern.text],
  );
}

/** The events of an EventGroup operation: time, kind and token of each, one after the other. */
export function encodeCounted({ counted }: Operation): string {
  if (counted === undefined) return "";
  return JSON.stringify(counted.toArray().flatMap(({ time, kind, token }) => [time, kind, token]));
}

const PHASES: readonly string[] = ["counting", "reached", "second-window"] satisfies OperationPhase[];

/** A row as an operation. Throws {@link DamagedState}. */
export function decodeOperation(row: OperationRow, rule: RuleKey): SavedOperation {
  const [rounds, bindings, secondPattern] = parseJson(row.origin) as [
    SavedOperation["rounds"],
    SavedOperation["bindings"],
    string?,
  ];
  if (!PHASES.includes(row.phase)) throw new DamagedState(`operation ${row.id}: no such phase`);
  return {
    order: row.id,
    rule,
    description: row.description,
    started: row.started,
    windowStart: row.window_start,
    windowSeconds: row.window_seconds,
    phase: row.phase as OperationPhase,
    rounds,
    bindings,
    times: decodeTimes(row.times),
    counted: row.counted === "" ? [] : decodeCounted(parseJson(row.counted)),
    ...(secondPattern !== undefined && { secondPattern }),
  };
}

function decodeTimes(runs: string): number[] {
  if (runs === "") return [];
  const numbers = runs.split(",").map(Number);
  const times: number[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const [time, count] = [numbers[at]!, numbers[at + 1] ?? Number.NaN];
    if (!Number.isSafeInteger(time) || !Number.isSafeInteger(count))
      throw new DamagedState("times of events");
    for (let event = 0; event < count; event += 1) times.push(time);
  }
  return times;
}

function decodeCounted(flat: unknown): CountedEvent[] {
  if (!Array.isArray(flat) || flat.length % 3 !== 0) throw new DamagedState("events of an operation");
  const values = flat as (number & string)[];
  const events: CountedEvent[] = [];
  for (let at = 0; at < values.length; at += 3)
    events.push({ time: values[at]!, kind: values[at + 1]!, token: values[at + 2]! });
  return events;
}

/** A list or an object from JSON of ours. Throws {@link DamagedState}. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DamagedState("a value is no JSON");
  }
  if (typeof value !== "object" || value === null)
    throw new DamagedState("a value is neither list nor object");
  return value;
}

/** The key of an input buffer's row; that of synthetic events can be no file's name. */
export function bufferKey(source: string | typeof SYNTHETIC): string {
  return source === SYNTHETIC ? "\0" : source;
}
