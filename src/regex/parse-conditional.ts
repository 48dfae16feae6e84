import { type Condition, EMPTY, type Node } from "./ast.ts";
import { takeName } from "./parse-name.ts";
import { isDigit, type Parser } from "./parser.ts";

type ParseGroup = (parser: Parser) => Node | undefined;

const LOOKAROUND_OPENINGS = ["?=", "?!", "?<=", "?<!", "*pla:", "*plb:", "*nla:", "*nlb:"];
const LOOKAROUND_WORDS = ["*positive_look", "*negative_look"];

/**
 * `(?(condition)yes|no)`; the parser stands on the second parenthesis. Unlike other groups it does not end
 * the modifiers set inside: Perl keeps them for the rest of the group around it.
 */
export function parseConditional(parser: Parser, start: number, parseGroup: ParseGroup): Node {
  parser.at++;
  if (parser.take("DEFINE)")) return define(parser);
  const condition = parseCondition(parser, parseGroup);
  const yes = parser.sequence(parser);
  let no = EMPTY;
  if (parser.take("|")) no = parser.sequence(parser);
  if (parser.peek() === "|") {
    parser.fault("Switch (?(condition)... contains too many branches", parser.at + 1);
  }
  if (!parser.take(")")) parser.fault("Switch (?(condition)... not terminated");
  if (condition.type === "always" || condition.type === "never") {
    return condition.type === "always" ? yes : no;
  }
  return { type: "conditional", condition, yes, no, at: start };
}

/** Groups that are only there to be called. */
function define(parser: Parser): Node {
  const node = parser.sequence(parser);
  if (parser.peek() === "|") {
    parser.fault("(?(DEFINE)....) does not allow branches", parser.at + 1);
  }
  if (!parser.take(")")) parser.fault("Switch (?(condition)... not terminated");
  return { type: "define", node };
}

type ParsedCondition = Condition | { readonly type: "always" } | { readonly type: "never" };

function parseCondition(parser: Parser, parseGroup: ParseGroup): ParsedCondition {
  const isLook = [...LOOKAROUND_OPENINGS, ...LOOKAROUND_WORDS].some((opening) => parser.startsWith(opening));
  if (isLook) return lookCondition(parser, parseGroup);
  const digits = parser.takeWhile(isDigit);
  if (digits.startsWith("0")) parser.fault("Unknown switch condition (?(...))");
  if (digits !== "") return closed(parser, { type: "group-set", groups: [Number(digits)] });
  const opening = parser.peek();
  if (opening === "<" || opening === "'") {
    parser.at++;
    const condition = { type: "group-set" as const, groups: [] as readonly number[] };
    noteName(parser, condition);
    if (!parser.take(opening === "<" ? ">" : "'")) parser.fault("Switch (?(condition)... not terminated");
    return closed(parser, condition);
  }
  if (parser.take("R&")) {
    const condition = { type: "in-recursion" as const, groups: [] as readonly number[] };
    noteName(parser, condition, true);
    return closed(parser, condition);
  }
  if (parser.take("R")) {
    const group = parser.takeWhile(isDigit);
    if (group.startsWith("0")) parser.fault("Switch condition not recognized");
    return closed(parser, {
      type: "in-recursion",
      groups: group === "" ? undefined : [Number(group)],
    });
  }
  return parser.fault("Unknown switch condition (?(...))", parser.at + 1);
}

/** Resolved at the end of the pattern; `firstOnly`: only the first group of a name counts. */
function noteName(parser: Parser, condition: { groups: readonly number[] }, firstOnly = false): void {
  const name = takeName(parser);
  parser.conditions.push({ condition, name, firstOnly, at: parser.at });
}

function closed(parser: Parser, condition: Condition): Condition {
  if (!parser.take(")")) parser.fault("Switch condition not recognized");
  return condition;
}

/** The group parser reads the lookaround, which may turn out to be decided already, as `(?!)` is. */
function lookCondition(parser: Parser, parseGroup: ParseGroup): ParsedCondition {
  parser.at--;
  const start = parser.at;
  const look = parseGroup(parser);
  // Perl optimises it away, and takes the outcome of an earlier condition, or of none, for that of this one.
  if (look?.type === "look" && !look.negative && look.node === EMPTY) {
    parser.unsupported("a condition that is an empty lookaround", start);
  }
  if (look?.type === "look") return { type: "look", look };
  return look?.type === "fail" ? { type: "never" } : { type: "always" };
}
