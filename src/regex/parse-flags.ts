import { syntaxFault, unsupportedFault } from "./fault.ts";
import type { Modifiers } from "./parser.ts";

export const NO_MODIFIERS: Modifiers = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  extended: 0,
  noCapture: false,
  rules: "d",
};

/** The modifiers that stand after the pattern, as in `qr/…/imsx`. */
export function parseFlags(flags: string): Modifiers {
  return [...flags].reduce((modifiers, flag) => withFlag(modifiers, flag, 0), NO_MODIFIERS);
}

/**
 * Adds one modifier letter. A second `x` or `a` is a modifier of its own. `p` has had no effect since Perl
 * 5.20.
 */
export function withFlag(modifiers: Modifiers, flag: string, offset: number): Modifiers {
  switch (flag) {
    case "i":
      return { ...modifiers, ignoreCase: true };
    case "m":
      return { ...modifiers, multiline: true };
    case "s":
      return { ...modifiers, dotAll: true };
    case "x":
      return { ...modifiers, extended: modifiers.extended === 0 ? 1 : 2 };
    case "n":
      return { ...modifiers, noCapture: true };
    case "a":
      return { ...modifiers, rules: modifiers.rules === "a" ? "aa" : "a" };
    case "u":
    case "d":
      return { ...modifiers, rules: flag };
    case "p":
      return modifiers;
    case "l":
      return unsupportedFault("modifier /l (rules of the process's locale)", offset);
    default:
      return syntaxFault(`Unknown regexp modifier "/${flag}"`, offset);
  }
}
