import type { Node } from "./ast.ts";
import { type ByteSet, complement, intersection, NO_BYTE, singleton, union } from "./byte-set.ts";
import { foldSet } from "./fold.ts";
import { parseBracketClass, takePosix } from "./parse-class.ts";
import { parseEscape } from "./parse-escape.ts";
import { isPatternSpace, type Parser } from "./parser.ts";

/**
 * `(?[ … ])`, an extended class with set operations; the parser stands on the bracket. Unicode rules apply.
 */
export function parseSetOperations(parser: Parser): Node {
  parser.requireUnicodeRules();
  const outer = parser.modifiers;
  parser.modifiers = { ...outer, extended: 2, rules: outer.rules === "d" ? "u" : outer.rules };
  parser.at++;
  const set = sumOfSets(parser);
  skipSpace(parser);
  if (!parser.take("])")) parser.fault("Syntax error in (?[...])");
  parser.modifiers = outer;
  return { type: "set", set: outer.ignoreCase ? foldSet(set, true) : set };
}

function skipSpace(parser: Parser): void {
  for (;;) {
    parser.takeWhile(isPatternSpace);
    if (parser.peek() !== "#") return;
    parser.takeWhile((character) => character !== "\n");
  }
}

/** Operands joined by `+`, `|`, `-` and `^`, all of the same precedence. */
function sumOfSets(parser: Parser): ByteSet {
  let left = productOfSets(parser);
  for (;;) {
    skipSpace(parser);
    const operator = parser.peek();
    if (operator === undefined || !"+|-^".includes(operator)) return left;
    parser.at++;
    const right = productOfSets(parser);
    if (operator === "-") left = intersection(left, complement(right));
    else if (operator === "^") left = intersection(union(left, right), complement(intersection(left, right)));
    else left = union(left, right);
  }
}

function productOfSets(parser: Parser): ByteSet {
  let left = operand(parser);
  for (;;) {
    skipSpace(parser);
    if (!parser.take("&")) return left;
    left = intersection(left, operand(parser));
  }
}

function operand(parser: Parser): ByteSet {
  skipSpace(parser);
  const next = parser.peek();
  if (next === undefined) parser.fault("Syntax error in (?[...])");
  if (parser.take("!")) return complement(operand(parser));
  if (parser.take("(")) {
    const set = sumOfSets(parser);
    skipSpace(parser);
    if (!parser.take(")")) parser.fault("Expecting close paren for nested extended charclass");
    return set;
  }
  if (next === "[") return setOf(parser, bracketOperand(parser));
  if (next === "\\") {
    if (parser.peek(1) !== "b") return setOf(parser, parseEscape(parser));
    parser.at += 2;
    return singleton(8);
  }
  return parser.fault("Unexpected character", parser.at + 1);
}

/** A class of its own, or a POSIX name, which needs no second pair of brackets here. */
function bracketOperand(parser: Parser): Node {
  if (parser.peek(1) !== ":") return parseBracketClass(parser);
  const set = takePosix(parser);
  return set === undefined ? parser.fault("Unmatched [", parser.at + 1) : { type: "set", set };
}

function setOf(parser: Parser, node: Node): ByteSet {
  if (node.type === "set") return node.set;
  return node.type === "fail" ? NO_BYTE : parser.unsupported("a sequence of characters in (?[...])");
}
