import { unitsOfOurs } from "./own-entries.ts";

/** One journal input, as an option names it. */
export interface JournalPattern {
  /** What journalctl is given: `FIELD=VALUE` and `+`; empty for all entries. */
  readonly matches: readonly string[];
  /** The name that the user gives it; it is the name of its internal context, too. */
  readonly name: string | undefined;
  /** Units of sec-ts that are asked for by name; what others of them log is left out. */
  readonly units: readonly string[];
}

const MATCH = /^[A-Z0-9_]{1,64}=/;

/**
 * Reads a value of `--journal`: `*`, or `FIELD=VALUE …`, `+` between alternatives, and `as NAME` behind.
 * A value with blanks is written in quotes. Returns what is wrong as a text.
 */
export function parseJournalPattern(value: string): JournalPattern | string {
  const words = wordsOf(value);
  if (typeof words === "string") return words;
  let matches = words;
  let name: string | undefined;
  if (words.at(-2) === "as") {
    name = words.at(-1)!;
    matches = words.slice(0, -2);
    if (!/^[\w.:-]+$/.test(name)) return `'${name}' is no name: letters, digits and the signs _ . : -`;
  }
  if (matches.length === 0) return "there are no matches; * stands for all entries";
  if (matches.length === 1 && matches[0] === "*") return { matches: [], name, units: [] };
  const isJoined = matches.every(
    (word, at) => word !== "+" || (at > 0 && at + 1 < matches.length && matches[at + 1] !== "+"),
  );
  if (!isJoined) return "there is nothing before or behind a +";
  const wrong = matches.find((word) => word !== "+" && !MATCH.test(word));
  if (wrong !== undefined) return `'${wrong}' is not FIELD=VALUE; + stands between alternatives, * for all`;
  return { matches, name, units: unitsOfOurs(matches) };
}

/** The matches, for entries of one machine only. */
export function ofMachine(matches: readonly string[], machine: string): readonly string[] {
  const own = `_MACHINE_ID=${machine}`;
  return [own, ...matches.flatMap((word) => (word === "+" ? [word, own] : [word]))];
}

/** Several inputs without a name are one, of all entries that one of them would have. */
export function joinUnnamed(patterns: readonly JournalPattern[]): readonly JournalPattern[] {
  const unnamed = patterns.filter(({ name }) => name === undefined);
  const named = new Map(patterns.flatMap((one) => (one.name === undefined ? [] : [[one.name, one]])));
  if (unnamed.length === 0) return [...named.values()];
  const all = unnamed.some(({ matches }) => matches.length === 0);
  const matches = all ? [] : unnamed.flatMap(({ matches: own }, at) => (at === 0 ? own : ["+", ...own]));
  return [{ matches, name: undefined, units: unnamed.flatMap(({ units }) => units) }, ...named.values()];
}

/** Words at blanks; quotes of either kind keep blanks together. */
function wordsOf(text: string): readonly string[] | string {
  const words: string[] = [];
  const form = /\s*((?:[^\s"']+|"[^"]*"|'[^']*')+)/y;
  const trimmed = text.trim();
  while (form.lastIndex < trimmed.length) {
    const found = form.exec(trimmed);
    if (!found) return "a quote is not closed";
    words.push(found[1]!.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  }
  return words;
}
