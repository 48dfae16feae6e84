import type { Database } from "better-sqlite3";
import type { StoredEvent } from "../core/contexts/context.ts";
import type { DelayedEvent } from "../core/engine.ts";
import {
  keyText,
  type RuleKey,
  type SavedActionList,
  type SavedBuffer,
  type SavedContext,
  type SavedMoment,
  type SavedOperation,
  type SavedRule,
  type SavedScript,
  type SavedState,
} from "../core/saved-state.ts";
import type { SavedVariables } from "../core/variables.ts";
import type { Value } from "./batch.ts";
import { rowChecker } from "./checksums.ts";
import type { OutboxRow } from "./outbox.ts";
import { DamagedState, decodeOperation, type OperationRow, parseJson } from "./rows.ts";
import { checkSchema, MIGRATIONS, schemaOf } from "./schema.ts";

/** How far an input had been read when the state was committed. */
export interface InputPosition {
  readonly name: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly offset: number;
  /** Tells whether the file is the one that was read: what it began with, as the inputs define it. */
  readonly fingerprint: string;
}

/** What names of the program's own notes begin with. */
export const NOTE = "note ";
/** The note of the inputs that actions have added. */
export const DYNAMIC_INPUTS = "inputs";

/** What a database holds. */
export interface Loaded {
  readonly state: SavedState;
  readonly inputs: readonly InputPosition[];
  /** Effects that had not been finished, in the order in which they were asked for. */
  readonly outbox: readonly OutboxRow[];
  /** The position of the first line of each event store, by the context's number. */
  readonly firstPositions: ReadonlyMap<number, number>;
  readonly ruleIds: ReadonlyMap<string, number>;
  readonly delayedIds: readonly number[];
  /** When it was committed, in milliseconds since Epoch. */
  readonly committedMs: number;
  /** What else the program wanted to have kept, by names of its own. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Reads everything; undefined if nothing was ever committed. Throws {@link DamagedState}. */
export function load(database: Database): Loaded | undefined {
  return database.transaction(() => {
    // A row that has got lost has no checksum that could be wrong.
    const [fault] = database.pragma("quick_check(1)") as { quick_check: string }[];
    if (fault && fault.quick_check !== "ok") throw new DamagedState(fault.quick_check);
    checkSchema(schemaOf(database), MIGRATIONS);
    return loadAll(database);
  })();
}

/** The rows of a table, which are what was written. `order` is the end of an SQL statement. */
function* rowsOf<T>(database: Database, table: string, order = ""): Generator<T, void, void> {
  const statement = database.prepare<[], Readonly<Record<string, Value>>>(`SELECT * FROM ${table} ${order}`);
  const check = rowChecker(
    table,
    statement.columns().map(({ name }) => name),
  );
  for (const row of statement.iterate()) {
    check(row);
    yield row as T;
  }
}

function loadAll(database: Database): Loaded | undefined {
  const all = <T>(table: string, order?: string): T[] => [...rowsOf<T>(database, table, order)];
  const meta = new Map(all<{ name: string; value: string }>("meta").map((row) => [row.name, row.value]));
  const moment = meta.get("moment");
  if (moment === undefined) return undefined;
  const rules = new Map(
    all<RuleKey & { id: number; matches: number; last_minute: string }>("rule").map((row) => {
      const rule: RuleKey = { file: row.file, digest: row.digest, ordinal: row.ordinal };
      return [row.id, { rule, matches: row.matches, lastMinute: row.last_minute } satisfies SavedRule];
    }),
  );
  const delayed = all<{ id: number } & DelayedEvent>("delayed_event", "ORDER BY id");
  const { stores, firstPositions } = loadStores(database);
  const state: SavedState = {
    ...(parseJson(moment) as SavedMoment),
    contexts: loadContexts(database, stores),
    operations: loadOperations(database, rules),
    variables: loadVariables(database, meta.get("variables") ?? "{}"),
    delayed: delayed.map(({ due, text, context }) => ({ text, context: context ?? undefined, due })),
    scripts: all<{ value: string }>("script", "ORDER BY id").map(
      ({ value }) => parseJson(value) as SavedScript,
    ),
    buffers: all<{ value: string }>("buffer").map(({ value }) => parseJson(value) as SavedBuffer),
    rules: [...rules.values()],
  };
  return {
    state,
    inputs: all<{ device: string; inode: string } & Omit<InputPosition, "device" | "inode">>("input").map(
      ({ name, device, inode, offset, fingerprint }) =>
        ({ name, device: BigInt(device), inode: BigInt(inode), offset, fingerprint }) satisfies InputPosition,
    ),
    outbox: all<Omit<OutboxRow, "effect"> & { effect: string }>("outbox", "ORDER BY sequence").map(
      ({ id, sequence, attempts, effect }) =>
        ({ id, sequence, attempts, effect: parseJson(effect) as OutboxRow["effect"] }) satisfies OutboxRow,
    ),
    firstPositions,
    ruleIds: new Map([...rules].map(([id, { rule }]) => [keyText(rule), id])),
    delayedIds: delayed.map(({ id }) => id),
    committedMs: Number(meta.get("committed") ?? state.now * 1000),
    notes: new Map(
      [...meta].flatMap(([name, value]) => (name.startsWith(NOTE) ? [[name.slice(NOTE.length), value]] : [])),
    ),
  };
}

function loadStores(database: Database): {
  stores: ReadonlyMap<number, StoredEvent[]>;
  firstPositions: ReadonlyMap<number, number>;
} {
  const stores = new Map<number, StoredEvent[]>();
  const firstPositions = new Map<number, number>();
  const rows = rowsOf<{ context: number; position: number; time: number; text: string }>(
    database,
    "stored_event",
    "ORDER BY context, position",
  );
  for (const { context, position, time, text } of rows) {
    const store = stores.get(context);
    if (store) store.push({ text, time });
    else {
      stores.set(context, [{ text, time }]);
      firstPositions.set(context, position);
    }
  }
  return { stores, firstPositions };
}

interface ContextRow {
  readonly id: number;
  readonly created: number;
  readonly lifetime: number;
  readonly names: string;
  readonly lost_names: string;
  readonly on_expiry: string;
}

function loadContexts(database: Database, stores: ReadonlyMap<number, StoredEvent[]>): SavedContext[] {
  const rows = [...rowsOf<ContextRow>(database, "context", "ORDER BY id")];
  return rows.map(({ id, created, lifetime, names, lost_names: lostNames, on_expiry: onExpiry }) => ({
    order: id,
    names: parseJson(names) as string[],
    lostNames: lostNames === "" ? [] : (parseJson(lostNames) as string[]),
    created,
    lifetime,
    store: stores.get(id) ?? [],
    ...(onExpiry !== "" && { onExpiry: parseJson(onExpiry) as SavedActionList }),
  }));
}

function loadOperations(database: Database, rules: ReadonlyMap<number, SavedRule>): SavedOperation[] {
  const rows = rowsOf<OperationRow & { rule: number }>(database, "operation", "ORDER BY id");
  const operations: SavedOperation[] = [];
  for (const row of rows) {
    const rule = rules.get(row.rule);
    if (!rule) throw new DamagedState(`operation ${row.id} has no rule`);
    operations.push(decodeOperation(row, rule.rule));
  }
  return operations;
}

function loadVariables(database: Database, current: string): SavedVariables {
  const rows = [
    ...rowsOf<{ name: string; value: string | null; is_function: number; is_number: number }>(
      database,
      "variable",
    ),
  ];
  const functions = rows.filter((row) => row.is_function === 1).map(({ name }) => name);
  const numbers = rows
    .filter((row) => row.is_number === 1)
    .map(({ name }) => name)
    .toSorted();
  const { description, time } = parseJson(current) as Partial<SavedVariables>;
  return {
    values: rows.map(({ name, value }) => [name, value] as const),
    description: description ?? null,
    time: time ?? null,
    ...(functions.length > 0 && { functions }),
    ...(numbers.length > 0 && { numbers }),
  };
}
