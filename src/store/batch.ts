/** A value of a row. */
export type Value = string | number | null;

/**
 * Everything that a batch can do, in the order in which it is done: what is gone first, since a name may have
 * gone from one thing to another.
 */
export const STATEMENTS = {
  deleteRule: "DELETE FROM rule WHERE id = ?",
  deleteOperation: "DELETE FROM operation WHERE id = ?",
  deleteContext: "DELETE FROM context WHERE id = ?",
  deleteStoredEvent: "DELETE FROM stored_event WHERE context = ? AND position = ?",
  deleteVariable: "DELETE FROM variable WHERE name = ?",
  deleteDelayedEvent: "DELETE FROM delayed_event WHERE id = ?",
  deleteScript: "DELETE FROM script WHERE id = ?",
  deleteBuffer: "DELETE FROM buffer WHERE source = ?",
  deleteInput: "DELETE FROM input WHERE name = ? AND device = ? AND inode = ?",
  deleteEffect: "DELETE FROM outbox WHERE id = ?",
  meta: "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)",
  rule: "INSERT OR REPLACE INTO rule VALUES (?, ?, ?, ?, ?, ?, ?)",
  operation: "INSERT OR REPLACE INTO operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  operationProgress: `UPDATE operation
    SET window_start = ?, window_seconds = ?, phase = ?, times = ?, counted = ?, progress_sum = ?
    WHERE id = ?`,
  context: "INSERT OR REPLACE INTO context VALUES (?, ?, ?, ?, ?, ?, ?)",
  storedEvent: "INSERT OR REPLACE INTO stored_event VALUES (?, ?, ?, ?, ?)",
  variable: "INSERT OR REPLACE INTO variable VALUES (?, ?, ?, ?, ?)",
  delayedEvent: "INSERT OR REPLACE INTO delayed_event VALUES (?, ?, ?, ?, ?)",
  script: "INSERT OR REPLACE INTO script VALUES (?, ?, ?)",
  buffer: "INSERT OR REPLACE INTO buffer VALUES (?, ?, ?)",
  input: "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?, ?, ?)",
  effect: "INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?, ?)",
} as const;

export type StatementName = keyof typeof STATEMENTS;

/**
 * What is to be written in one transaction: for each statement the values of all its executions, one after
 * the other. Flat lists are copied to another thread several times faster than a list of rows.
 */
export type Batch = Partial<Record<StatementName, Value[]>>;

/** A checksum among the values of a statement: of which of them, and where it is put. */
export interface StatementChecksum {
  readonly of: readonly number[];
  readonly at: number;
}

/** Statements that have another checksum than one of all their values, at the end. */
const CHECKSUMS: Partial<Record<StatementName, readonly StatementChecksum[]>> = {
  operation: [
    { of: [0, 1, 2, 3, 4], at: 10 },
    { of: [5, 6, 7, 8, 9, 0], at: 11 },
  ],
  operationProgress: [{ of: [0, 1, 2, 3, 4, 5], at: 5 }],
};

/** The checksums that a statement takes, first those that are put in first. */
export function checksumsIn(name: StatementName): readonly StatementChecksum[] {
  if (CHECKSUMS[name]) return CHECKSUMS[name];
  if (!STATEMENTS[name].startsWith("INSERT")) return [];
  const at = marksIn(name) - 1;
  return [{ of: [...Array(at).keys()], at }];
}

/** How many values a statement takes, beside checksums. */
export function widthOf(name: StatementName): number {
  return marksIn(name) - checksumsIn(name).length;
}

function marksIn(name: StatementName): number {
  return STATEMENTS[name].split("?").length - 1;
}

/** Adds one execution of a statement to a batch. */
export function add(batch: Batch, name: StatementName, ...values: readonly Value[]): void {
  const list = (batch[name] ??= []);
  for (const value of values) list.push(value);
}
