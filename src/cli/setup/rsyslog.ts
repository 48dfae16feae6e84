import {
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { groupNamed, userNamed } from "../../system/users.ts";
import { forbidFifo, permitFifo } from "./apparmor.ts";
import { FIFO, readFromBoth, readFromJournal, readFromRsyslog } from "./options-file.ts";
import { run } from "./run.ts";
import { shippedFile } from "./shipped-file.ts";

const FOLDER = "/etc/rsyslog.d";
/** Before the files in which distributions say what is not to be logged any further. */
const SNIPPET = join(FOLDER, "30-sec-ts.conf");
const OPTIONS = "/etc/sec-ts/sec-ts.options";
/** Takes the place of the file of the same name in /usr/lib/tmpfiles.d. */
const TMPFILES = "/etc/tmpfiles.d/sec-ts.conf";
const OUR_MARK = "# Written by sec-ts setup rsyslog, since rsyslogd is not run by root.\n";
const GROUP = "sec-ts";
/** Where rsyslogd keeps queues, on Debian and on Red Hat, and what it calls ours. */
const QUEUE_FOLDERS = ["/var/spool/rsyslog", "/var/lib/rsyslog"];
const QUEUE = "sec-ts.";

/** Has rsyslogd feed sec-ts, instead of the journal. */
export function feedFromRsyslog(): void {
  if (!existsSync(FOLDER)) throw new Error(`rsyslogd is not installed: there is no ${FOLDER}`);
  const had = existsSync(SNIPPET);
  copyFileSync(shippedFile("rsyslog/sec-ts.conf"), SNIPPET);
  try {
    run("rsyslogd", "-N1");
  } catch (error) {
    // What was well before is to stay so.
    if (!had) rmSync(SNIPPET);
    throw error;
  }
  giveFifoTo(rsyslogdUser());
  permitFifo();
  run("systemctl", "enable", "--now", "sec-ts-fifo.service");
  if (!had) dropLeftOver();
  // The FIFO keeps what comes until sec-ts reads it: a line of now may count twice, but none is missed.
  run("systemctl", "restart", "rsyslog.service");
  changeOptions(readFromRsyslog);
  run("systemctl", "try-restart", "sec-ts.service");
}

/** Undoes that. */
export function feedFromJournal(): void {
  if (existsSync(SNIPPET)) {
    changeOptions(readFromBoth);
    run("systemctl", "try-restart", "sec-ts.service");
    rmSync(SNIPPET);
    run("systemctl", "try-restart", "rsyslog.service");
    if (dropLeftOver())
      process.stderr.write(
        "Lines that rsyslogd had kept for sec-ts, which did not read them, were dropped.\n",
      );
  }
  forbidFifo();
  if (existsSync(TMPFILES) && readFileSync(TMPFILES, "latin1").startsWith(OUR_MARK)) rmSync(TMPFILES);
  if (existsSync(FIFO)) chownSync(FIFO, 0, groupNamed(GROUP) ?? 0);
  // Nothing is restarted where there is nothing to undo, as when the package is removed.
  if (changeOptions(readFromJournal)) run("systemctl", "try-restart", "sec-ts.service");
}

/** Who rsyslogd becomes when it has begun, if not root: Ubuntu has it run by the user syslog. */
function rsyslogdUser(): string | undefined {
  const files = ["/etc/rsyslog.conf", ...readdirSync(FOLDER).map((name) => join(FOLDER, name))];
  for (const file of files.filter((name) => name.endsWith(".conf"))) {
    const text = readFileSync(file, "latin1").replace(/^\s*#.*$/gm, "");
    const [, old, quoted] =
      /^\s*\$PrivDropToUser\s+(\S+)|privdrop\.user\.name\s*=\s*"([^"]+)"/im.exec(text) ?? [];
    if (old ?? quoted) return old ?? quoted;
  }
  return undefined;
}

/** Removes what is in the FIFO and in the queue of rsyslogd: it would come when that feeds sec-ts again. */
function dropLeftOver(): boolean {
  const queues = QUEUE_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(QUEUE))
      .map((name) => join(folder, name)),
  );
  for (const queue of queues) rmSync(queue);
  return drainFifo() || queues.some((queue) => queue.endsWith(".qi"));
}

/** Reads what is in the FIFO, without waiting; returns whether there was anything. */
function drainFifo(): boolean {
  if (!existsSync(FIFO)) return false;
  const fifo = openSync(FIFO, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = Buffer.alloc(65_536);
  let found = false;
  try {
    while (readSync(fifo, bytes) > 0) found = true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
  } finally {
    closeSync(fifo);
  }
  return found;
}

/** The FIFO belongs to who writes it; the folder stays root's, so that nobody can put another there. */
function giveFifoTo(name: string | undefined): void {
  if (name === undefined || name === "root") return;
  const account = userNamed(name);
  if (!account) throw new Error(`rsyslogd is run by the user '${name}', whom there is not`);
  const line = `p ${FIFO} 0640 ${name} ${GROUP} -\n`;
  mkdirSync("/etc/tmpfiles.d", { recursive: true });
  writeFileSync(TMPFILES, `${OUR_MARK}d /run/sec-ts-in 0755 root root -\n${line}`);
  if (existsSync(FIFO)) chownSync(FIFO, account.user, groupNamed(GROUP) ?? 0);
  else run("systemd-tmpfiles", "--create", TMPFILES);
}

/** Returns whether anything has changed. A reader never sees half of it. */
function changeOptions(change: (text: string) => string): boolean {
  if (!existsSync(OPTIONS)) return false;
  const text = readFileSync(OPTIONS, "latin1");
  const changed = change(text);
  if (changed === text) return false;
  writeFileSync(`${OPTIONS}.new`, changed, { encoding: "latin1", mode: 0o644 });
  renameSync(`${OPTIONS}.new`, OPTIONS);
  return true;
}
