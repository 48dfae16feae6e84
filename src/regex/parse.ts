import {
  byteNode,
  children,
  EMPTY,
  FAIL,
  groupsIn,
  type Node,
  nodesOf,
  type Pattern,
  type VerbName,
} from "./ast.ts";
import { ANY_BYTE, byteSetOf, NOT_NEWLINE, WORD } from "./byte-set.ts";
import { FaultSignal, type RegexFault, syntaxFault } from "./fault.ts";
import { parseBracketClass } from "./parse-class.ts";
import { parseEscape } from "./parse-escape.ts";
import { parseFlags } from "./parse-flags.ts";
import { parseGroup } from "./parse-group.ts";
import { isQuantifierSign, skipQuantifier, takeQuantifier } from "./parse-quantifier.ts";
import { isLetter, type Modifiers, Parser, UnicodeRulesNeeded } from "./parser.ts";
import { joinSharpS, refuseSharpSInAlternatives } from "./sharp-s.ts";
import { mistakenStartClass } from "./start-class.ts";
import { LONGEST_LOOKBEHIND, widthOf } from "./width.ts";

const TOO_DEEP: RegexFault = { kind: "syntax", message: "Too many nested open parens", offset: 0 };

export type ParseResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly fault: RegexFault };

/**
 * Parses a pattern as Perl 5.36 compiles `qr/$source/flags` from a variable: nothing is interpolated,
 * `\Q…\E` is not processed, code blocks are refused, and characters are bytes.
 */
export function parsePattern(source: string, flags = ""): ParseResult {
  try {
    const modifiers = parseFlags(flags);
    try {
      return { ok: true, pattern: parseWith(source, modifiers, false) };
    } catch (signal) {
      if (!(signal instanceof UnicodeRulesNeeded)) throw signal;
      return { ok: true, pattern: parseWith(source, modifiers, true) };
    }
  } catch (signal) {
    if (signal instanceof FaultSignal) return { ok: false, fault: signal.fault };
    // Some hundreds of open parentheses exhaust a stack that is half full before Perl's own limit is reached.
    if (signal instanceof RangeError) return { ok: false, fault: TOO_DEEP };
    throw signal;
  }
}

function parseWith(source: string, modifiers: Modifiers, unicodeRules: boolean): Pattern {
  const parser = new Parser(source, modifiers, unicodeRules, { alternatives, sequence });
  const node = alternatives(parser);
  if (parser.at < source.length) parser.fault("Unmatched )", parser.at + 1);
  resolveReferences(parser, node);
  refuseLookbehinds(parser);
  // Few patterns have any of these, and going through all of the others' nodes takes a tenth of the time.
  const hasStar = source.includes("(*");
  const hasCondition = source.includes("(?(");
  if (hasCondition || parser.backreferences.length > 0) refuseLeakedReferences(parser, node);
  if (hasStar) refuseLoopsOfVerbs(parser, node);
  const { groupCount, groupNames } = parser;
  const mayLookAhead = hasStar || hasCondition || source.includes("(?=");
  const startClass = mayLookAhead ? mistakenStartClass(node) : undefined;
  if (startClass === "first-only")
    return parser.unsupported("a lookahead that Perl takes for the match's start", 0);
  return { source, node, groupCount, groupNames, startClass };
}

/** References may point forward, so they get their groups when all of the pattern was read. */
function resolveReferences(parser: Parser, root: Node): void {
  for (const { node, name } of parser.backreferences) {
    if (name !== undefined) node.groups = groupsNamed(parser, name, node.at);
    else if (node.groups[0]! > parser.groupCount) parser.fault("Reference to nonexistent group", node.at);
  }
  for (const { condition, name, firstOnly, at } of parser.conditions) {
    const groups = groupsNamed(parser, name, at);
    condition.groups = firstOnly ? groups.slice(0, 1) : groups;
  }
  for (const { node, name } of parser.calls) {
    if (name !== undefined) node.group = groupsNamed(parser, name, node.at)[0]!;
    else if (node.group > parser.groupCount) parser.fault("Reference to nonexistent group", node.at);
  }
  if (parser.calls.length === 0) return;
  const nodes = [...nodesOf(root)];
  for (const { node: call } of parser.calls) {
    const target = nodes.find((node) => node.type === "group" && node.number === call.group);
    call.target = call.group === 0 ? root : target;
  }
}

function isAtomicGroup(node: Node): boolean {
  return node.type === "atomic" && node.isLineBreak !== true;
}

/** Known only now, since a lookbehind may call a group that stands behind it. */
function refuseLookbehinds(parser: Parser): void {
  for (const { node, at } of parser.lookbehinds) {
    const isTooLong = widthOf(node).max > LONGEST_LOOKBEHIND || callsItself(node, []);
    if (isTooLong || mentionsCluster(parser, node)) {
      parser.fault(`Lookbehind longer than ${LONGEST_LOOKBEHIND} not implemented`, at);
    }
    const atomic = nodesOf(node).find((inner) => isAtomicGroup(inner) && !parser.clusters.includes(inner));
    // Whether it matches depends in Perl on what was matched before.
    if (atomic !== undefined) parser.unsupported("an atomic group in a lookbehind", at);
  }
}

/** In Perl a group keeps what it matched in a negative lookaround that then failed, but not always. */
function refuseLeakedReferences(parser: Parser, root: Node): void {
  const asked = groupsAskedFor(root);
  if (asked.length === 0) return;
  for (const node of nodesOf(root)) {
    if (node.type !== "look" || !node.negative) continue;
    const inside = groupsIn(node);
    const isWithin = (group: number) => inside.includes(group);
    const fromInside = groupsAskedFor(node);
    const leaks = asked.filter(isWithin).length > fromInside.filter(isWithin).length;
    if (leaks) parser.unsupported("a reference into a negative lookaround", node.at);
  }
}

/**
 * What verbs give up in a loop depends on how Perl compiled it, and where it makes its attempts on what
 * `(*ACCEPT)` makes optional. In an atomic group inside the loop they are as usual.
 */
function refuseLoopsOfVerbs(parser: Parser, root: Node): void {
  const nodes = nodesOf(root);
  for (const node of nodes) {
    if (node.type !== "repeat" || node.max === 0) continue;
    const { node: body, min, max, at } = node;
    if (min === 0 && isVerb(body, ["ACCEPT"])) parser.unsupported("an optional (*ACCEPT)", at);
    if (isVerb(body, ["THEN"])) parser.unsupported("a repeated (*THEN)", at);
    if ((min !== 1 || max !== 1) && hasLoopVerb(body)) {
      parser.unsupported("(*COMMIT), (*PRUNE) or (*SKIP) in a repeat", at);
    }
  }
  const commit = nodes.find((node) => isVerb(node, ["COMMIT"]));
  if (commit?.type === "verb" && nodes.some((node) => isVerb(node, ["ACCEPT"]))) {
    parser.unsupported("(*COMMIT) beside (*ACCEPT)", commit.at);
  }
}

function hasLoopVerb(node: Node): boolean {
  if (node.type === "atomic" || node.type === "look") return false;
  return isVerb(node, ["COMMIT", "PRUNE", "SKIP"]) || children(node).some(hasLoopVerb);
}

function isVerb(node: Node, verbs: readonly VerbName[]): boolean {
  return node.type === "verb" && verbs.includes(node.verb);
}

/** The groups that references and conditions inside a node ask for, each as often as it is. */
function groupsAskedFor(root: Node): readonly number[] {
  return nodesOf(root).flatMap((node) => {
    if (node.type === "backreference") return node.groups;
    const isGroupCondition = node.type === "conditional" && node.condition.type === "group-set";
    return isGroupCondition && node.condition.type === "group-set" ? node.condition.groups : [];
  });
}

/** Whether the calls inside a node, and inside what they call, come back to a call in progress. */
function callsItself(node: Node, calls: readonly Node[]): boolean {
  return nodesOf(node).some((inner) => {
    if (inner.type !== "call" || inner.target === undefined) return false;
    return calls.includes(inner.target) || callsItself(inner.target, [...calls, inner.target]);
  });
}

/** Whether `\X`, whose width Perl takes for unlimited, even as `\X{0}`, is part of what a node matches. */
function mentionsCluster({ clusters }: Parser, root: Node): boolean {
  if (clusters.length === 0) return false;
  const nodes = new Set([root]);
  for (const node of nodes) {
    if (clusters.includes(node)) return true;
    if (node.type === "look" || node.type === "define") continue;
    for (const child of children(node)) nodes.add(child);
    if (node.type === "call" && node.target) nodes.add(node.target);
  }
  return false;
}

function groupsNamed(parser: Parser, name: string, offset: number): readonly number[] {
  return parser.groupNames.get(name) ?? parser.fault("Reference to nonexistent named group", offset);
}

/** `a|b|c`, up to a closing parenthesis or the end. Modifiers set inside end with it. */
function alternatives(parser: Parser): Node {
  const outer = parser.modifiers;
  const start = parser.at;
  const branches = [sequence(parser)];
  while (parser.take("|")) branches.push(sequence(parser));
  if (branches.length > 1) refuseSharpSInAlternatives(parser, branches, start);
  parser.modifiers = outer;
  return branches.length === 1 ? branches[0]! : { type: "alternation", branches };
}

function sequence(parser: Parser): Node {
  const items: Node[] = [];
  let afterModifiers = false;
  for (;;) {
    if (takePlainText(parser, items)) afterModifiers = false;
    parser.skipIgnored();
    const next = parser.peek();
    if (next === undefined || next === "|" || next === ")") break;
    const start = parser.at;
    const atom = next === "(" ? parseGroup(parser) : parseAtom(parser);
    if (atom !== undefined) items.push(quantified(parser, atom, start, afterModifiers));
    afterModifiers = atom === undefined;
  }
  const joined = joinSharpS(parser, items);
  if (joined.length === 0) return EMPTY;
  return joined.length === 1 ? joined[0]! : { type: "sequence", items: joined };
}

/** Characters that stand for themselves, wherever they are outside a class. */
const PLAIN = byteSetOf("0-9A-Za-z_ :=,;/<>@!%&\"'~");
/** What may follow a character and change what it means, or be passed over before such a thing. */
const CHANGES_WHAT_IS_BEFORE = byteSetOf("*+?{(");

/** Most of a pattern is plain text: it is taken at once up to a character to which something more belongs. */
function takePlainText(parser: Parser, items: Node[]): boolean {
  const { ignoreCase, extended } = parser.modifiers;
  if (extended > 0 || ignoreCase) return false;
  const { source, at: start } = parser;
  let at = start;
  for (; PLAIN[source.charCodeAt(at)] === 1; at++) {
    if (CHANGES_WHAT_IS_BEFORE[source.charCodeAt(at + 1)] === 1) break;
    items.push(byteNode(source.charCodeAt(at)));
  }
  parser.at = at;
  return at > start;
}

/** One atom; undefined for a construct such as `(?i)` that matches nothing and cannot be repeated. */
function parseAtom(parser: Parser): Node | undefined {
  const { multiline, dotAll } = parser.modifiers;
  const start = parser.at;
  const character = parser.peek()!;
  switch (character) {
    case "[":
      return parseBracketClass(parser);
    case "\\":
      return parseEscape(parser);
    case ".":
      parser.at++;
      return { type: "set", set: dotAll ? ANY_BYTE : NOT_NEWLINE };
    case "^":
      parser.at++;
      return { type: "assertion", kind: multiline ? "line-start" : "start", word: WORD };
    case "$":
      parser.at++;
      return { type: "assertion", kind: multiline ? "line-end" : "final-newline", word: WORD };
    case "*":
    case "+":
    case "?":
      return parser.fault("Quantifier follows nothing", start + 1);
    default:
      parser.at++;
      return parser.literal(character.charCodeAt(0), start);
  }
}

/**
 * The atom with the quantifier that follows it, if one does. To Perl an atom begins where modifiers in front
 * of it do, so that it does not see there that the atom is `\K`.
 */
function quantified(parser: Parser, atom: Node, start: number, afterModifiers: boolean): Node {
  parser.skipIgnored();
  const quantifier = takeQuantifier(parser);
  if (quantifier === undefined) {
    refuseBraceAfterLetter(parser, start);
    return atom;
  }
  const { min, max } = quantifier;
  if (max < min) return impossible(parser);
  parser.skipIgnored();
  const lazy = parser.take("?");
  const possessive = !lazy && parser.take("+");
  parser.skipIgnored();
  const next = parser.at;
  if (skipQuantifier(parser)) parser.fault("Nested quantifiers", next + 1);
  const isKeep = atom.type === "keep" && parser.source[start] === "\\";
  if (isKeep && max === Infinity && !afterModifiers) {
    parser.fault("\\K* is forbidden - matches null string many times", next);
  }
  const repeat: Node = { type: "repeat", node: atom, min, max, greedy: !lazy, at: start };
  return possessive ? { type: "atomic", node: repeat, at: start } : repeat;
}

/** `{3,2}` cannot match; to Perl it ends the piece, so that a sign behind it has nothing to apply to. */
function impossible(parser: Parser): Node {
  parser.skipIgnored();
  if (isQuantifierSign(parser.peek())) parser.fault("Quantifier follows nothing", parser.at + 1);
  return FAIL;
}

/**
 * `\d{x`: Perl 5.30 made a brace after a backslash and a letter an error unless it is a quantifier; it looks
 * at no more than those two characters, so `\\d{x` is an error too.
 */
function refuseBraceAfterLetter({ source, at }: Parser, start: number): void {
  const isAfterLetter = at <= start + 2 && source[at - 2] === "\\" && isLetter(source[at - 1]!);
  if (isAfterLetter && source[at] === "{") {
    syntaxFault("Unescaped left brace in regex is illegal here", at + 1);
  }
}
