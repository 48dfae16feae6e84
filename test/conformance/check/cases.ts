import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the reference says about one rule file. */
export type Verdict = {
  /** The exit code under `--testonly`. */
  readonly exit: number;
  /** How many rules it loaded, Options rules left out. */
  readonly rules: number;
  /** First lines of the rules that it rejected. */
  readonly rejected: readonly number[];
  /** First lines of the rules that it kept, but warned about. */
  readonly warned: readonly number[];
  /** Lines that are no field at all; the rule around them is loaded without them. */
  readonly skipped: readonly number[];
  /** The rejected ones whose only fault is that Perl code or a regular expression does not compile. */
  readonly uncompiled: readonly number[];
};

/** One rule file of the corpus, each character of its text being one byte. */
export type Case = { readonly topic: string; readonly name: string; readonly text: string };

export const FOLDER = import.meta.dirname;
export const VERDICTS_FILE = join(FOLDER, "verdicts.json");
export const MESSAGES_FILE = join(FOLDER, "messages.json");

const CASES_FOLDER = join(FOLDER, "cases");
const CASES_SUFFIX = ".cases";

/** A case's key in the golden files. */
export function keyOf({ topic, name }: Case): string {
  return `${topic}: ${name}`;
}

/** Splits a topic file at the lines that begin with `@@ `, and throws on a name that occurs twice. */
export function splitCases(topic: string, content: string): Case[] {
  const cases = content
    .split(/(?<=^|\n)@@ /)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { topic, name: part.slice(0, end), text: part.slice(end + 1) };
    });
  const names = new Set(cases.map(({ name }) => name));
  if (names.size !== cases.length) throw new Error(`a name occurs twice in ${topic}`);
  return cases;
}

/** Every case without its verdict, in the order of the topic names and then of the files. */
export function readTexts(): Case[] {
  return readdirSync(CASES_FOLDER)
    .filter((file) => file.endsWith(CASES_SUFFIX))
    .toSorted()
    .flatMap((file) =>
      splitCases(file.slice(0, -CASES_SUFFIX.length), readFileSync(join(CASES_FOLDER, file), "latin1")),
    );
}

/** The golden verdicts by case key. */
export function readVerdicts(): Readonly<Record<string, Verdict>> {
  return JSON.parse(readFileSync(VERDICTS_FILE, "utf8"));
}

/** Every case with its golden verdict; throws when one has none: `scripts/regenerate-verdicts` makes it. */
export function readCases(): (Case & { readonly verdict: Verdict })[] {
  const verdicts = readVerdicts();
  return readTexts().map(({ topic, name, text }) => {
    const key = keyOf({ topic, name, text });
    const verdict = verdicts[key];
    if (!verdict) throw new Error(`no verdict for "${key}": run scripts/regenerate-verdicts`);
    return { topic, name, text, verdict };
  });
}
