/* The thread that writes the state. It gets batches in parts, and tries until a batch is written. */
import { parentPort, workerData } from "node:worker_threads";
import type { Database } from "better-sqlite3";
import type { Batch } from "./batch.ts";
import type { FromWriter, ToWriter, WriterSettings } from "./protocol.ts";
import { isDamage, openState, removeDatabase, setAsideDamaged } from "./state-file.ts";
import { Writer } from "./writer.ts";

const settings = workerData as WriterSettings;
const port = parentPort!;

/** Within this time after one database was set aside, others are new. */
const BETWEEN_COPIES_MS = 3_600_000;

let parts: Batch[] = [];
let open: { readonly database: Database; readonly writer: Writer } | undefined;
/** Whether there must be something in the database already. */
let hasWritten = settings.hasState;
/** When one was set aside. */
let setAsideAt = Number.NEGATIVE_INFINITY;
let retry: NodeJS.Timeout | undefined;

port.on("message", (message: ToWriter) => {
  if (message.kind === "close") {
    clearTimeout(retry);
    close();
    port.close();
    return;
  }
  parts.push(message.part);
  if (message.last) attempt();
});

function attempt(): void {
  try {
    const lost = openAgain();
    if (lost === undefined) {
      open!.writer.write(parts);
      // Whatever becomes of the log, there is a state from which to go on.
      if (!hasWritten) open!.database.pragma("wal_checkpoint(TRUNCATE)");
      hasWritten = true;
      finish({ kind: "committed" });
    } else finish({ kind: "start over", reason: lost });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isDamage(error)) replaceDamaged(reason);
    else fail(reason);
  }
}

function fail(reason: string): void {
  close();
  say({ kind: "failed", reason });
  retry = setTimeout(attempt, settings.retryMs);
}

/** Everything is in memory, and is written to a new database. */
function replaceDamaged(reason: string): void {
  let fate: string;
  try {
    // Before it is closed: SQLite would delete the log.
    fate = takeAway(settings.path);
  } catch (error) {
    fail(`${reason}; the damaged database cannot be set aside: ${(error as Error).message}`);
    return;
  }
  if (hasWritten) {
    close();
    hasWritten = false;
    finish({ kind: "start over", reason: `${reason}; the damaged database is ${fate}` });
    // What was to be written to a new one was everything, and still is.
  } else fail(`${reason}; the damaged database is ${fate}`);
}

/**
 * A disk that damages one database after the other must not drive out the copies of those that may be worth
 * something.
 */
function takeAway(path: string): string {
  const isNew = !hasWritten || performance.now() - setAsideAt < BETWEEN_COPIES_MS;
  if (isNew) {
    removeDatabase(path);
    return "removed, since it was new";
  }
  const copy = setAsideDamaged(path);
  setAsideAt = performance.now();
  return `now ${copy}`;
}

/** Opens the database unless it is open. Says what has happened if it has lost what was written to it. */
function openAgain(): string | undefined {
  if (open) return undefined;
  const { path, sync, lockTimeoutMs } = settings;
  const opened = openState(path, { sync, lockTimeoutMs, takeAway }, (database) => ({
    writer: new Writer(database),
    isEmpty: database.prepare("SELECT 1 FROM meta").get() === undefined,
  }));
  if ("problem" in opened) throw new Error(opened.reason);
  open = { database: opened.database, writer: opened.value.writer };
  if (!hasWritten || !opened.value.isEmpty) return undefined;
  hasWritten = false;
  return opened.setAside === undefined
    ? "the database was empty"
    : `the damaged database is ${opened.setAside}`;
}

function close(): void {
  open?.database.close();
  open = undefined;
}

function finish(message: FromWriter): void {
  parts = [];
  say(message);
}

function say(message: FromWriter): void {
  port.postMessage(message);
}
