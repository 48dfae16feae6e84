import type { Backreference, Call, Look, Node } from "./ast.ts";
import { byteNode, FAIL } from "./ast.ts";
import { singleton } from "./byte-set.ts";
import { syntaxFault, unsupportedFault } from "./fault.ts";
import { foldSet, foldWideCodePoint } from "./fold.ts";
import type { Unsupported } from "./unsupported.ts";

/**
 * `d`: ASCII rules; `u`: Latin-1 letters too; `a`: classes are ASCII but case folding is not; `aa`: nor
 * folding.
 */
export type CharacterRules = "d" | "u" | "a" | "aa";

/** The modifiers in force at a place of the pattern. `extended` is 2 for /xx. */
export interface Modifiers {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: 0 | 1 | 2;
  readonly noCapture: boolean;
  readonly rules: CharacterRules;
}

/**
 * Thrown when a construct switches the whole pattern to Unicode rules, so that parsing starts again with
 * them.
 */
export class UnicodeRulesNeeded extends Error {}

const OPENING = 40;
const NO_NAMES: ReadonlyMap<string, readonly number[]> = new Map();

/** What the parsing functions share: the place in the pattern and what was seen before it. */
export class Parser {
  readonly source: string;
  readonly unicodeRules: boolean;
  modifiers: Modifiers;
  at = 0;
  groupCount = 0;
  lookDepth = 0;
  /** Whether `\G` has been read; of several, Perl may make a pattern that cannot match. */
  hasStartOfSearch = false;
  /** How many parentheses are open. */
  depth = 0;
  groupNames: ReadonlyMap<string, readonly number[]> = NO_NAMES;
  readonly backreferences: { node: Backreference; name: string | undefined }[] = [];
  readonly conditions: {
    condition: { groups: readonly number[] };
    name: string;
    firstOnly: boolean;
    at: number;
  }[] = [];
  readonly calls: { node: Call; name: string | undefined }[] = [];
  readonly lookbehinds: Look[] = [];
  /** The nodes of `\X`. */
  readonly clusters: Node[] = [];
  /**
   * Parses alternatives up to a closing parenthesis or the end; set by the grammar's top, to which groups
   * return.
   */
  readonly alternatives: (parser: Parser) => Node;
  /** Parses one alternative. */
  readonly sequence: (parser: Parser) => Node;

  constructor(
    source: string,
    modifiers: Modifiers,
    unicodeRules: boolean,
    grammar: Pick<Parser, "alternatives" | "sequence">,
  ) {
    this.source = source;
    this.modifiers = unicodeRules && modifiers.rules === "d" ? { ...modifiers, rules: "u" } : modifiers;
    this.unicodeRules = unicodeRules;
    this.alternatives = grammar.alternatives;
    this.sequence = grammar.sequence;
  }

  peek(ahead = 0): string | undefined {
    return this.source[this.at + ahead];
  }

  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** Advances over `text` if it is next. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Advances over the longest run of characters that `member` accepts, and returns it. */
  takeWhile(member: (character: string) => boolean, limit = Infinity): string {
    const start = this.at;
    while (this.at < this.source.length && this.at - start < limit && member(this.source[this.at]!))
      this.at++;
    return this.source.slice(start, this.at);
  }

  fault(message: string, offset = this.at): never {
    return syntaxFault(message, offset);
  }

  unsupported(construct: Unsupported, offset = this.at, which = ""): never {
    return unsupportedFault(construct, offset, which);
  }

  /** Perl compiles the whole pattern by Unicode rules as soon as one construct asks for them. */
  requireUnicodeRules(): void {
    if (!this.unicodeRules) throw new UnicodeRulesNeeded();
  }

  /** Whether characters 80 to FF have case and belong to classes here. */
  get unicodeClasses(): boolean {
    return this.modifiers.rules === "u";
  }

  get unicodeFolding(): boolean {
    return this.modifiers.rules !== "d";
  }

  /** Skips comments, and under /x white space and `#` comments. */
  skipIgnored(): void {
    if (this.modifiers.extended === 0 && this.source.charCodeAt(this.at) !== OPENING) return;
    for (;;) {
      if (this.startsWith("(?#")) {
        const end = this.source.indexOf(")", this.at);
        if (end < 0) this.fault("Sequence (?#... not terminated", this.source.length);
        this.at = end + 1;
      } else if (this.modifiers.extended > 0 && isPatternSpace(this.peek())) {
        this.at++;
      } else if (this.modifiers.extended > 0 && this.peek() === "#") {
        const end = this.source.indexOf("\n", this.at);
        this.at = end < 0 ? this.source.length : end + 1;
      } else {
        return;
      }
    }
  }

  /** The node of one literal character, given as a code point. */
  literal(codePoint: number, offset: number): Node {
    const { ignoreCase, rules } = this.modifiers;
    if (codePoint > 0xff) {
      this.requireUnicodeRules();
      const folded = ignoreCase ? foldWideCodePoint(codePoint) : undefined;
      if (folded === "several") this.unsupported("case folding to several characters", offset);
      return folded === undefined || rules === "aa" ? FAIL : { type: "set", set: folded };
    }
    if (!ignoreCase) return byteNode(codePoint);
    return { type: "set", set: foldSet(singleton(codePoint), this.unicodeFolding) };
  }
}

/** White space that /x ignores. */
export function isPatternSpace(character: string | undefined): boolean {
  if (character === undefined) return false;
  return character === " " || (character >= "\t" && character <= "\r") || character === "\x85";
}

export const isDigit = (character: string): boolean => character >= "0" && character <= "9";
export const isOctal = (character: string): boolean => character >= "0" && character <= "7";
export const isHex = (character: string): boolean =>
  isDigit(character) || (character >= "a" && character <= "f") || (character >= "A" && character <= "F");
export const isLetter = (character: string): boolean =>
  (character >= "a" && character <= "z") || (character >= "A" && character <= "Z");
export const isWord = (character: string): boolean =>
  isLetter(character) || isDigit(character) || character === "_";
export const isBlank = (character: string): boolean => character === " " || character === "\t";
