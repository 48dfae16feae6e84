import type { Database, Statement } from "better-sqlite3";
import {
  type Batch,
  checksumsIn,
  STATEMENTS,
  type StatementChecksum,
  type StatementName,
  type Value,
  widthOf,
} from "./batch.ts";
import { checksumAt } from "./checksums.ts";

/** Writes batches to a database, each as one transaction. */
export class Writer {
  private readonly statements: readonly {
    name: StatementName;
    width: number;
    checksums: readonly StatementChecksum[];
    statement: Statement<Value[]>;
  }[];
  private readonly transaction: (batches: readonly Batch[]) => void;

  constructor(database: Database) {
    const names = Object.keys(STATEMENTS) as StatementName[];
    this.statements = names.map((name) => ({
      name,
      width: widthOf(name),
      checksums: checksumsIn(name),
      statement: database.prepare<Value[]>(STATEMENTS[name]),
    }));
    const transaction = database.transaction((batches: readonly Batch[]) => this.run(batches));
    this.transaction = transaction.immediate;
  }

  /** Writes the parts of a batch, all or nothing. Throws what SQLite throws. */
  write(parts: readonly Batch[]): void {
    this.transaction(parts);
  }

  private run(parts: readonly Batch[]): void {
    for (const { name, width, checksums, statement } of this.statements) {
      for (const part of parts) {
        const values = part[name] ?? [];
        for (let at = 0; at < values.length; at += width)
          statement.run(...withChecksums(values, at, width, checksums));
      }
    }
  }
}

function withChecksums(
  values: readonly Value[],
  at: number,
  width: number,
  checksums: readonly StatementChecksum[],
): Value[] {
  const all = values.slice(at, at + width);
  for (const checksum of checksums) {
    const sum = checksumAt(values, at, checksum.of);
    if (checksum.at === all.length) all.push(sum);
    else all.splice(checksum.at, 0, sum);
  }
  return all;
}
