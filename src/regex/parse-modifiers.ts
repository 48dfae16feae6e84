import type { Node } from "./ast.ts";
import { NO_MODIFIERS, withFlag } from "./parse-flags.ts";
import type { Modifiers, Parser } from "./parser.ts";

/**
 * `(?i)`, `(?^x-m:…)`; the parser stands after the question mark. Without a colon the modifiers hold to the
 * end of the enclosing group, and there is no node.
 */
export function parseInlineModifiers(
  parser: Parser,
  start: number,
  body: (parser: Parser, start: number) => Node,
): Node | undefined {
  const outer = parser.modifiers;
  const modifiers = takeModifiers(parser);
  parser.modifiers = modifiers;
  if (parser.take(")")) return undefined;
  parser.at++;
  const node = body(parser, start);
  parser.modifiers = outer;
  return node;
}

function takeModifiers(parser: Parser): Modifiers {
  const start = parser.at;
  const defaultRules = parser.unicodeRules ? "u" : "d";
  let modifiers = parser.modifiers;
  const caret = parser.take("^");
  if (caret) modifiers = { ...NO_MODIFIERS, rules: defaultRules };
  let negated = false;
  let seenA = 0;
  let seenRules = "";
  for (let previous = ""; ; parser.at++) {
    const flag = parser.peek();
    if (flag === undefined) parser.fault("Sequence (?... not terminated");
    if (flag === ")" || flag === ":") return modifiers;
    if (flag === "-" && !negated && !caret) {
      negated = true;
    } else if (negated) {
      modifiers = withoutFlag(parser, modifiers, flag, start);
    } else if (flag === "a" || flag === "u" || flag === "d" || flag === "l") {
      if (flag === "a" && ++seenA > 2) {
        parser.fault('Regexp modifier "a" may appear a maximum of twice', parser.at + 1);
      }
      refuseMixedRules(parser, seenRules, flag);
      seenRules = flag;
      if (flag === "a") modifiers = { ...modifiers, rules: seenA === 2 ? "aa" : "a" };
      else modifiers = withFlag(modifiers, flag === "d" ? defaultRules : flag, parser.at);
    } else if (flag === "x") {
      modifiers = { ...modifiers, extended: previous === "x" ? 2 : 1 };
    } else if ("imsnp".includes(flag)) {
      modifiers = withFlag(modifiers, flag, parser.at);
    } else if (!"gco".includes(flag)) {
      notRecognized(parser, start);
    }
    previous = flag;
  }
}

function withoutFlag(parser: Parser, modifiers: Modifiers, flag: string, start: number): Modifiers {
  switch (flag) {
    case "i":
      return { ...modifiers, ignoreCase: false };
    case "m":
      return { ...modifiers, multiline: false };
    case "s":
      return { ...modifiers, dotAll: false };
    case "x":
      return { ...modifiers, extended: 0 };
    case "n":
      return { ...modifiers, noCapture: false };
    case "p":
    case "g":
    case "c":
    case "o":
      return modifiers;
    case "a":
    case "d":
    case "l":
    case "u":
      return parser.fault(`Regexp modifier "${flag}" may not appear after the "-"`, parser.at + 1);
    default:
      return notRecognized(parser, start);
  }
}

function refuseMixedRules(parser: Parser, seen: string, flag: string): void {
  if (seen === "" || (seen === "a" && flag === "a")) return;
  if (seen === flag) parser.fault(`Regexp modifier "${flag}" may not appear twice`, parser.at + 1);
  parser.fault(`Regexp modifiers "${seen}" and "${flag}" are mutually exclusive`, parser.at + 1);
}

function notRecognized(parser: Parser, start: number): never {
  const shown = parser.source.slice(start, parser.at + 1);
  parser.fault(`Sequence (?${shown}...) not recognized`, parser.at + 1);
}
