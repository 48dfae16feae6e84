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
  meta: "INSERT OR REPLACE INTO meta VALUES (?, ?)",
  rule: "INSERT OR REPLACE INTO rule VALUES (?, ?, ?, ?, ?, ?)",
  operation: "INSERT OR REPLACE INTO operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  operationProgress: `UPDATE operation
    SET window_start = ?, window_seconds = ?, phase = ?, times = ?, counted = ? WHERE id = ?`,
  context: "INSERT OR REPLACE INTO context VALUES (?, ?, ?, ?, ?, ?)",
  storedEvent: "INSERT OR REPLACE INTO stored_event VALUES (?, ?, ?, ?)",
  variable: "INSERT OR REPLACE INTO variable VALUES (?, ?, ?, ?)",
  delayedEvent: "INSERT OR REPLACE INTO delayed_event VALUES (?, ?, ?, ?)",
  script: "INSERT OR REPLACE INTO script VALUES (?, ?)",
  buffer: "INSERT OR REPLACE INTO buffer VALUES (?, ?)",
  input: "INSERT OR REPLACE INTO input VALUES (?, ?, ?, ?, ?)",
  effect: "INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?)",
} as const;

export type StatementName = keyof typeof STATEMENTS;

/**
 * What is to be written in one transaction: for each statement the values of all its executions, one after
 * the other. Flat lists are copied to another thread several times faster than a list of rows.
 */
export type Batch = Partial<Record<StatementName, Value[]>>;

/** How many values a statement takes. */
export function widthOf(name: StatementName): number {
  return STATEMENTS[name].split("?").length - 1;
}

/** Adds one execution of a statement to a batch. */
export function add(batch: Batch, name: StatementName, ...values: readonly Value[]): void {
  const list = (batch[name] ??= []);
  for (const value of values) list.push(value);
}
