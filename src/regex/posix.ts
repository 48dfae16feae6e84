import {
  type ByteSet,
  byteSet,
  byteSetOf,
  complement,
  DIGIT,
  HORIZONTAL_SPACE,
  SPACE,
  union,
  WORD,
} from "./byte-set.ts";
import type { Modifiers } from "./parser.ts";
import { propertySet } from "./property.ts";

/** The classes that a backslash and a lower case letter name; the upper case letter is the complement. */
export type ShorthandClass = "d" | "w" | "s";

const ASCII_SHORTHAND: Readonly<Record<ShorthandClass, ByteSet>> = { d: DIGIT, w: WORD, s: SPACE };

/** `\d`, `\w` or `\s` under the rules in force. */
export function shorthandSet(name: ShorthandClass, modifiers: Modifiers): ByteSet {
  const set = ASCII_SHORTHAND[name];
  if (modifiers.rules !== "u" || name === "d") return set;
  return name === "w" ? propertySet("word", false)! : union(set, byteSetOf("\x85\xa0"));
}

const ASCII_COMPLEMENTS: Readonly<Record<ShorthandClass, ByteSet>> = {
  d: complement(DIGIT),
  w: complement(WORD),
  s: complement(SPACE),
};

/** `\D`, `\W` or `\S`; shared, so not to be changed. */
export function complementOfShorthand(name: ShorthandClass, modifiers: Modifiers): ByteSet {
  const set = shorthandSet(name, modifiers);
  return set === ASCII_SHORTHAND[name] ? ASCII_COMPLEMENTS[name] : complement(set);
}

const ASCII_POSIX: ReadonlyMap<string, ByteSet> = new Map([
  ["alpha", byteSetOf("A-Za-z")],
  ["digit", DIGIT],
  ["alnum", byteSetOf("0-9A-Za-z")],
  ["upper", byteSetOf("A-Z")],
  ["lower", byteSetOf("a-z")],
  ["punct", byteSetOf("!-/:-@[-`{-~")],
  ["space", SPACE],
  ["blank", byteSetOf(" \t")],
  ["cntrl", byteSetOf("\0-\x1f\x7f")],
  ["graph", byteSetOf("!-~")],
  ["print", byteSetOf(" -~")],
  ["xdigit", byteSetOf("0-9A-Fa-f")],
  ["word", WORD],
  ["ascii", byteSet((byte) => byte < 128)],
]);

/** The class `[:name:]`, `[:^name:]` if `negative`; undefined if there is none of that name. */
export function posixSet(name: string, negative: boolean, modifiers: Modifiers): ByteSet | undefined {
  if (!ASCII_POSIX.has(name)) return undefined;
  const caseless = modifiers.ignoreCase && (name === "upper" || name === "lower") ? "alpha" : name;
  const set = modifiers.rules === "u" ? unicodePosix(caseless, name) : ASCII_POSIX.get(caseless)!;
  return negative ? complement(set) : set;
}

function unicodePosix(caseless: string, name: string): ByteSet {
  if (name === "ascii" || name === "digit" || name === "xdigit") return ASCII_POSIX.get(name)!;
  if (caseless !== name) return propertySet("lc", false)!;
  return name === "blank" ? HORIZONTAL_SPACE : propertySet(`xposix${name}`, false)!;
}
