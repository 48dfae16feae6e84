import { FAIL, type Node, type VerbName } from "./ast.ts";
import { parseLook } from "./parse-look.ts";
import { isLetter, type Parser } from "./parser.ts";

interface LookKind {
  readonly ahead: boolean;
  readonly negative: boolean;
}

const LOOKS: ReadonlyMap<string, LookKind> = new Map([
  ["pla", { ahead: true, negative: false }],
  ["positive_lookahead", { ahead: true, negative: false }],
  ["nla", { ahead: true, negative: true }],
  ["negative_lookahead", { ahead: true, negative: true }],
  ["plb", { ahead: false, negative: false }],
  ["positive_lookbehind", { ahead: false, negative: false }],
  ["nlb", { ahead: false, negative: true }],
  ["negative_lookbehind", { ahead: false, negative: true }],
]);

const SCRIPT_RUNS: ReadonlySet<string> = new Set(["sr", "script_run", "asr", "atomic_script_run"]);

/** `(*…)`: words for lookarounds, and backtracking control verbs. The parser stands on the star. */
export function parseStarGroup(parser: Parser, start: number): Node {
  parser.at++;
  const word = parser.takeWhile((character) => isLetter(character) || character === "_");
  const isConstruct = word !== "" && word === word.toLowerCase();
  return isConstruct && parser.peek() === ":" ? construct(parser, word, start) : verb(parser, word, start);
}

function construct(parser: Parser, word: string, start: number): Node {
  if (parser.source.indexOf(")", parser.at) < 0) {
    parser.fault("Unterminated '(*...' argument", parser.source.length);
  }
  parser.at++;
  const look = LOOKS.get(word);
  if (look !== undefined) return parseLook(parser, look.ahead, look.negative, start);
  if (word !== "atomic" && !SCRIPT_RUNS.has(word)) {
    const end = parser.source.indexOf(")", parser.at);
    parser.fault(`Unknown '(*...)' construct '${word}'`, end + 1);
  }
  const node = parser.alternatives(parser);
  if (!parser.take(")")) parser.fault("Unmatched (", start + 1);
  // Bytes are all of one script or of the common one, so a script run is any match.
  return word.startsWith("a") ? { type: "atomic", node, at: start } : node;
}

function verb(parser: Parser, word: string, start: number): Node {
  const end = parser.source.indexOf(")", parser.at);
  if (end < 0) parser.fault("Unterminated verb pattern", parser.source.length);
  const hasName = parser.peek() === ":";
  const name = hasName ? parser.source.slice(parser.at + 1, end) : undefined;
  parser.at = end;
  const node = verbNode(word, name, start);
  if (node === undefined || (!hasName && parser.source.slice(start + 2, end) !== word)) {
    parser.fault(`Unknown verb pattern '${parser.source.slice(start + 2, end)}'`, end + 1);
  }
  if (node.type === "verb" && node.verb === "MARK" && !name) {
    parser.fault("Verb pattern 'MARK' has a mandatory argument");
  }
  parser.at = end + 1;
  return node;
}

function verbNode(word: string, name: string | undefined, at: number): Node | undefined {
  switch (word) {
    case "F":
    case "FAIL":
      return FAIL;
    case "ACCEPT":
    case "COMMIT":
    case "PRUNE":
    case "SKIP":
    case "THEN":
    case "MARK":
      return { type: "verb", verb: word satisfies VerbName, name: name === "" ? undefined : name, at };
    case "":
      return name === undefined ? undefined : { type: "verb", verb: "MARK", name, at };
    default:
      return undefined;
  }
}
