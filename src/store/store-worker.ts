/* The thread that writes the state. It gets batches in parts, and tries until a batch is written. */
import { parentPort, workerData } from "node:worker_threads";
import type { Database } from "better-sqlite3";
import type { Batch } from "./batch.ts";
import type { FromWriter, ToWriter, WriterSettings } from "./protocol.ts";
import { isDamage, openState, setAsideDamaged } from "./state-file.ts";
import { Writer } from "./writer.ts";

const settings = workerData as WriterSettings;
const port = parentPort!;

let parts: Batch[] = [];
let open: { readonly database: Database; readonly writer: Writer } | undefined;
/** Whether there must be something in the database already. */
let hasWritten = settings.hasState;
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
    if (isDamage(error)) {
      // Before it is closed: SQLite would delete the log.
      const copy = setAsideDamaged(settings.path);
      close();
      hasWritten = false;
      finish({ kind: "start over", reason: `${error.message}; the damaged database is now ${copy}` });
      return;
    }
    close();
    const reason = error instanceof Error ? error.message : String(error);
    say({ kind: "failed", reason });
    retry = setTimeout(attempt, settings.retryMs);
  }
}

/** Opens the database unless it is open. Says what has happened if it has lost what was written to it. */
function openAgain(): string | undefined {
  if (open) return undefined;
  const { path, sync, lockTimeoutMs } = settings;
  const opened = openState(path, { sync, lockTimeoutMs }, (database) => ({
    writer: new Writer(database),
    isEmpty: database.prepare("SELECT 1 FROM meta").get() === undefined,
  }));
  if ("problem" in opened) throw new Error(opened.reason);
  open = { database: opened.database, writer: opened.value.writer };
  if (!hasWritten || !opened.value.isEmpty) return undefined;
  hasWritten = false;
  return opened.setAside === undefined
    ? "the database was empty"
    : `the damaged database is now ${opened.setAside}`;
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
