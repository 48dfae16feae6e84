/** The FIFO from rsyslogd, which sec-ts-fifo.service keeps open. */
export const FIFO = "/run/sec-ts-in/rsyslog.fifo";

/** Stands before a line that was switched off, and above one that was added, so that both can be undone. */
const OFF = "# setup rsyslog: ";
const ADDED = "# setup rsyslog, for as long as it feeds sec-ts:";

/** The text of an options file that reads from rsyslogd instead of the journal. */
export function readFromRsyslog(text: string): string {
  const lines = readFromJournal(text).replace(/\n*$/, "\n").split("\n").slice(0, -1);
  const switched = lines.map((line) => (/^\s*--?journal(?:[= ]|$)/i.test(line) ? `${OFF}${line}` : line));
  return `${[...switched, ADDED, `--input=${FIFO}`].join("\n")}\n`;
}

/** The text with both, while one takes over: a line may count twice then, but none is missed. */
export function readFromBoth(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(OFF) ? line.slice(OFF.length) : line))
    .join("\n");
}

/** The text as it was before {@link readFromRsyslog}; what else was changed since stays. */
export function readFromJournal(text: string): string {
  return readFromBoth(text.replace(`${ADDED}\n--input=${FIFO}\n`, ""));
}
