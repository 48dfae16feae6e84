import type { Groups } from "./line-match.ts";

/** A regular expression, ready to match. */
export interface Regex {
  readonly names: ReadonlyMap<string, readonly number[]>;
  test(subject: string): boolean;
  /** The capture groups of the first match; `["1"]` for an expression without groups, as in Perl's list context. */
  exec(subject: string): Groups | undefined;
}

const WITHOUT_GROUPS: Groups = ["1"];

/** Compiles a Perl regular expression. Throws if it is not one that is supported. */
export function compileRegex(source: string): Regex {
  let flags = "";
  const body = source.replace(/^\(\?([ims]+)\)/, (_, letters: string) => {
    flags = letters;
    return "";
  });
  const regex = new RegExp(body, flags);
  const count = new RegExp(`${body}|`, flags).exec("")!.length - 1;
  const names = new Map<string, number[]>();
  let number = 0;
  for (const [, name] of body.replace(/\\./g, "").matchAll(/\((?!\?[^<]|\?<[=!])(?:\?<(\w+)>)?/g)) {
    number += 1;
    if (name) names.set(name, [...(names.get(name) ?? []), number]);
  }
  return {
    names,
    test: (subject) => regex.test(subject),
    exec(subject) {
      const found = regex.exec(subject);
      if (!found) return undefined;
      return count === 0 ? WITHOUT_GROUPS : found.slice(1);
    },
  };
}
