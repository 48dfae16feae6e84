import type { Node } from "./ast.ts";
import { parseConditional } from "./parse-conditional.ts";
import { parseLook } from "./parse-look.ts";
import { parseInlineModifiers } from "./parse-modifiers.ts";
import { takeName } from "./parse-name.ts";
import { backreference } from "./parse-reference.ts";
import { parseSetOperations } from "./parse-set-operations.ts";
import { parseStarGroup } from "./parse-verb.ts";
import { isDigit, type Parser } from "./parser.ts";

/** Perl's own limit on open parentheses. */
const DEEPEST = 999;

/**
 * Anything in parentheses; undefined for what matches nothing by itself, such as `(?i)`. A plain group takes
 * few calls, so that {@link DEEPEST} of them fit on a stack that is used already.
 */
export function parseGroup(parser: Parser): Node | undefined {
  parser.depth += 1;
  if (parser.depth > DEEPEST) parser.fault("Too many nested open parens");
  const start = parser.at;
  parser.at++;
  const next = parser.peek();
  const isPlain = next !== "?" && next !== "*" && !parser.modifiers.noCapture;
  const group = isPlain ? capture(parser, undefined, start) : parseOneGroup(parser, start);
  parser.depth -= 1;
  return group;
}

/** The parser stands behind the opening parenthesis. */
function parseOneGroup(parser: Parser, start: number): Node | undefined {
  if (parser.peek() === "*") return parseStarGroup(parser, start);
  if (!parser.take("?")) return body(parser, start);
  switch (parser.peek()) {
    case undefined:
      return parser.fault("Sequence (? incomplete");
    case ":":
      parser.at++;
      return body(parser, start);
    case "=":
    case "!":
      return parseLook(parser, true, parser.source[parser.at++] === "!", start);
    case ">":
      parser.at++;
      return { type: "atomic", node: body(parser, start), at: start };
    case "|":
      parser.at++;
      return branchReset(parser, start);
    case "<":
      if (parser.peek(1) === "=" || parser.peek(1) === "!") {
        parser.at += 2;
        return parseLook(parser, false, parser.source[parser.at - 1] === "!", start);
      }
      return namedGroup(parser, start);
    case "'":
      return namedGroup(parser, start);
    case "P":
      return pythonGroup(parser, start);
    case "&":
      parser.at++;
      return namedCall(parser, start);
    case "R":
      parser.at++;
      if (parser.peek() !== ")") parser.fault("Sequence (?R) not terminated");
      return call(parser, 0, undefined, parser.at++);
    case "(":
      return parseConditional(parser, start, parseGroup);
    case "{":
    case "?":
      return parser.fault("Eval-group not allowed at runtime, use re 'eval'", start);
    case "[":
      return parseSetOperations(parser);
    default:
      return numberedCall(parser) ?? parseInlineModifiers(parser, start, body);
  }
}

/** What stands between the parentheses, closing one included. */
function body(parser: Parser, start: number): Node {
  const node = parser.alternatives(parser);
  if (!parser.take(")")) parser.fault("Unmatched (", start + 1);
  return node;
}

function capture(parser: Parser, name: string | undefined, start: number): Node {
  const number = ++parser.groupCount;
  if (name !== undefined) {
    const numbers = parser.groupNames.get(name) ?? [];
    const all = numbers.includes(number) ? numbers : [...numbers, number];
    parser.groupNames = new Map([...parser.groupNames, [name, all]]);
  }
  const node = parser.alternatives(parser);
  if (!parser.take(")")) parser.fault("Unmatched (", start + 1);
  return { type: "group", number, node, at: start };
}

/** `(?|…)`: each branch numbers its groups from the same start. */
function branchReset(parser: Parser, start: number): Node {
  const outer = parser.modifiers;
  const first = parser.groupCount;
  let highest = first;
  const branches: Node[] = [];
  do {
    parser.groupCount = first;
    branches.push(parser.sequence(parser));
    highest = Math.max(highest, parser.groupCount);
  } while (parser.take("|"));
  parser.groupCount = highest;
  parser.modifiers = outer;
  if (!parser.take(")")) parser.fault("Unmatched (", start + 1);
  return branches.length === 1 ? branches[0]! : { type: "alternation", branches };
}

/** `(?<name>…)` or `(?'name'…)`; the parser stands on the opening delimiter. */
function namedGroup(parser: Parser, start: number): Node {
  const opening = parser.source[parser.at]!;
  parser.at++;
  const name = takeName(parser);
  if (!parser.take(opening === "<" ? ">" : "'")) {
    parser.fault(`Sequence (?${opening}... not terminated`);
  }
  return capture(parser, name, start);
}

/** `(?P<name>…)`, `(?P=name)` and `(?P>name)`, the spellings of Python. */
function pythonGroup(parser: Parser, start: number): Node {
  parser.at++;
  if (parser.peek() === "<") return namedGroup(parser, start);
  if (parser.take(">")) return namedCall(parser, start);
  if (!parser.take("=")) {
    const shown = parser.source.slice(start + 1, parser.at + 1);
    parser.fault(`Sequence (${shown}...) not recognized`, parser.at + 1);
  }
  const name = takeName(parser);
  if (parser.peek() !== ")") parser.fault("Sequence (?P=... not terminated");
  return backreference(parser, [], name, parser.at++);
}

/** `(?&name)`; the parser stands on the name. */
function namedCall(parser: Parser, start: number): Node {
  const name = takeName(parser);
  if (parser.peek() !== ")")
    parser.fault(`Sequence ${parser.source.slice(start, start + 3)}... not terminated`);
  return call(parser, 0, name, parser.at++);
}

/** `(?1)`, `(?-1)`, `(?+1)`; undefined, with the place unchanged, if these are modifiers. */
function numberedCall(parser: Parser): Node | undefined {
  const start = parser.at;
  const sign = parser.take("-") ? -1 : parser.take("+") ? 1 : 0;
  const digits = parser.takeWhile(isDigit);
  if (digits === "") {
    parser.at = start;
    return undefined;
  }
  if (digits.length > 1 && digits.startsWith("0")) parser.fault("Sequence (?R) not terminated", start + 1);
  if (!parser.take(")")) parser.fault("Expecting close bracket");
  let number = Number(digits);
  if (sign > 0) number = parser.groupCount + number;
  else if (sign < 0) number = parser.groupCount + 1 - number;
  if (number < (sign === 0 ? 0 : 1)) parser.fault("Reference to nonexistent group");
  return call(parser, number, undefined, parser.at);
}

function call(parser: Parser, group: number, name: string | undefined, at: number): Node {
  const node = { type: "call" as const, group, target: undefined, at };
  parser.calls.push({ node, name });
  return node;
}
