import { byteNode, children, type Node, type Pattern } from "./ast.ts";
import { ANY_BYTE, sameSet, soleMember } from "./byte-set.ts";
import { type Clause, requiredLiterals } from "./literals.ts";
import { parsePattern } from "./parse.ts";
import { quotemeta } from "./quotemeta.ts";
import { routeToV8 } from "./route.ts";

/** What follows the text with which all members begin, for subjects without a newline. */
export interface Tail {
  /** Sticky: it is tried where the text has been found. */
  readonly regExp: RegExp;
  readonly longest: number;
  readonly groupMap: readonly (readonly number[])[] | undefined;
}

/** A value that takes the others' place while a family is made; each place has one of its own. */
const MARK = 1;
const MARK_BYTE = String.fromCharCode(MARK);
const MOST_PLACES = 7;
/** Longer values would make longer literals than others are. */
const LONGEST_SHOWN = 64;
/** Values that would show that a place is no plain text: digits, letters, signs, bytes above ASCII. */
const TRIALS: readonly string[] = ["0", "7f", "aB", "_", "s", "{2}", "- ]", "+\\", "\\d", "#\xff\n", "\xdf"];

/**
 * Patterns that differ in quoted values only, such as a pair's second patterns: one of them is parsed, and
 * the others are its tree with other bytes in the places of the values. That is the same tree as parsing
 * gives, and takes a hundredth of the time.
 */
export class PatternFamily {
  private readonly model: Pattern;
  /** The nodes that hold a place of a value somewhere inside. */
  private readonly holders = new Set<Node>();
  /** The text with which a match begins, around the values; undefined if more than text is before one. */
  readonly head: readonly string[] | undefined;
  /** Compiled for what follows the head, from the head's last byte on; undefined if V8 may not run that. */
  readonly tail: Tail | undefined;
  /** What each member must contain, with marks for the values; undefined if they do not show what it is. */
  private readonly clauses: readonly Clause[] | undefined;

  private constructor(model: Pattern, places: number) {
    this.model = model;
    this.findHolders(model.node);
    const split = splitHead(model.node, places);
    this.head = split?.head;
    this.tail = split && tailOf(model, split.rest);
    const clauses = requiredLiterals(model);
    this.clauses = clauses.every(showsValues) ? clauses : undefined;
  }

  get groupCount(): number {
    return this.model.groupCount;
  }

  get groupNames(): Pattern["groupNames"] {
    return this.model.groupNames;
  }

  /** What the member with these values must contain; undefined if its tree has to be asked. */
  clausesWith(values: readonly string[]): readonly Clause[] | undefined {
    if (!values.every((value) => value.length <= LONGEST_SHOWN && !value.includes(MARK_BYTE)))
      return undefined;
    return this.clauses?.map(({ literals, ignoreCase }) => {
      return { literals: literals.map((literal) => withValues(literal, values)), ignoreCase };
    });
  }

  /**
   * The family of `pieces[0] value pieces[1] value …`; undefined if the values are not plain text there, or
   * if that is not certain: behind a backslash or in braces, a value may be read as part of something else.
   */
  static of(pieces: readonly string[]): PatternFamily | undefined {
    const places = pieces.length - 1;
    if (places < 1 || places > MOST_PLACES || !pieces.every(isPlain) || !areApart(pieces)) return undefined;
    const marks = Array.from({ length: places }, (_, place) => markOf(place));
    const model = parsePattern(joined(pieces, marks));
    if (!model.ok || countMarks(model.pattern.node) !== 2 * places) return undefined;
    const family = new PatternFamily(model.pattern, places);
    return TRIALS.every((value) => family.isRightFor(pieces, value)) ? family : undefined;
  }

  /** The member with these values, none of which is empty; `source` is its text. */
  member(values: readonly string[], source: string): Pattern {
    return { ...this.model, source, node: this.filled(this.model.node, values) };
  }

  private isRightFor(pieces: readonly string[], value: string): boolean {
    const values = pieces.slice(1).map(() => value);
    const parsed = parsePattern(joined(pieces, values));
    return parsed.ok && isSame(shapeOf(parsed.pattern), shapeOf(this.member(values, "")));
  }

  private findHolders(node: Node): boolean {
    let holds = node.type === "set" && soleMember(node.set) === MARK;
    for (const child of children(node)) if (this.findHolders(child)) holds = true;
    if (holds) this.holders.add(node);
    return holds;
  }

  private filled(node: Node, values: readonly string[]): Node {
    if (!this.holders.has(node)) return node;
    switch (node.type) {
      case "sequence": {
        const items = this.filledItems(node.items, values);
        return items.length === 1 ? items[0]! : { ...node, items };
      }
      case "alternation":
        return { ...node, branches: node.branches.map((branch) => this.filled(branch, values)) };
      case "group":
      case "repeat":
      case "atomic":
        return { ...node, node: this.filled(node.node, values) };
      default:
        // A place that stands elsewhere stays as it is, which a trial then shows.
        return node;
    }
  }

  private filledItems(items: readonly Node[], values: readonly string[]): readonly Node[] {
    const filled: Node[] = [];
    for (let at = 0; at < items.length; at += 1) {
      const place = placeAt(items, at);
      if (place < 0) {
        filled.push(this.filled(items[at]!, values));
        continue;
      }
      for (const character of values[place]!) filled.push(byteNode(character.charCodeAt(0)));
      at += 2;
    }
    return filled;
  }
}

/** Divides a pattern behind the text with which it begins, if all values stand in that. */
function splitHead(
  node: Node,
  places: number,
): { readonly head: readonly string[]; readonly rest: readonly Node[] } | undefined {
  if (node.type !== "sequence") return undefined;
  const { items } = node;
  const head = [""];
  let at = 0;
  for (; at < items.length && byteOf(items[at]) >= 0; at += 1) {
    if (placeAt(items, at) < 0) head[head.length - 1] += String.fromCharCode(byteOf(items[at]));
    else {
      head.push("");
      at += 2;
    }
  }
  return head.length === places + 1 ? { head, rest: items.slice(at) } : undefined;
}

/** The head's last byte stands for itself, so that a rest which begins with `.*` does not begin a pattern. */
function tailOf(model: Pattern, rest: readonly Node[]): Tail | undefined {
  const node: Node = { type: "sequence", items: [{ type: "set", set: ANY_BYTE }, ...rest] };
  const route = routeToV8({ ...model, node }, true);
  if (route.regExp === undefined) return undefined;
  const { source, longestAlone, groupMap } = route;
  return { regExp: new RegExp(source, "y"), longest: longestAlone, groupMap };
}

/** Whether a clause's literals have marks in one piece, and exactly the bytes that a member will have. */
function showsValues({ literals, ignoreCase }: Clause): boolean {
  const nothing = Array.from({ length: MOST_PLACES }, () => "");
  return literals.every((literal) => {
    const rest = withValues(literal, nothing);
    return !rest.includes(MARK_BYTE) && (!ignoreCase || rest === literal);
  });
}

function withValues(literal: string, values: readonly string[]): string {
  return values.reduce((text, value, place) => text.replaceAll(markOf(place), () => value), literal);
}

/** No pattern has bytes up to this one. */
const LAST_MARK = String.fromCharCode(MARK + MOST_PLACES);

const markOf = (place: number): string => String.fromCharCode(MARK, MARK + 1 + place, MARK);

/** Which value's mark begins at an item; -1 if none does. */
function placeAt(items: readonly Node[], at: number): number {
  if (byteOf(items[at]) !== MARK || byteOf(items[at + 2]) !== MARK) return -1;
  const place = byteOf(items[at + 1]) - MARK - 1;
  return place >= 0 && place < MOST_PLACES ? place : -1;
}

function byteOf(node: Node | undefined): number {
  return node?.type === "set" ? soleMember(node.set) : -1;
}

function countMarks(node: Node): number {
  const own = byteOf(node) === MARK ? 1 : 0;
  return children(node).reduce((sum, child) => sum + countMarks(child), own);
}

function joined(pieces: readonly string[], values: readonly string[]): string {
  return pieces.map((piece, at) => (at === 0 ? piece : quotemeta(values[at - 1]!) + piece)).join("");
}

/** Only groups that capture or do nothing: no modifiers, which change the meaning of a value's bytes. */
function isPlain(piece: string): boolean {
  return ![...piece].some((character) => character <= LAST_MARK) && !/\(\*|\(\?(?!:|<[A-Za-z_])/.test(piece);
}

/** Whether no value can be read together with what stands before or behind it. */
function areApart(pieces: readonly string[]): boolean {
  let before = "";
  for (const [at, piece] of pieces.entries()) {
    if (at > 0 && piece.startsWith("{")) return false;
    before += piece;
    if (at === pieces.length - 1) return true;
    if (before.lastIndexOf("{") > before.lastIndexOf("}")) return false;
    const escape = /\\[A-Za-z0-9]*$/.exec(piece);
    if (escape && !/(?:^|[^\\])(?:\\\\)*\\[dDwWsSbBhHvVAzZ]$/.test(piece)) return false;
  }
  return true;
}

/** Whether two patterns are made of the same, whatever the places in their texts are. */
function isSame(one: unknown, other: unknown): boolean {
  // Most nodes are those of single bytes, which all patterns share.
  if (one === other) return true;
  if (one instanceof Uint8Array) return other instanceof Uint8Array && sameSet(one, other);
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, at) => isSame(item, other[at]));
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [entries, others] = [Object.entries(one), new Map(Object.entries(other))];
  if (entries.length !== others.size) return false;
  return entries.every(([key, value]) => key === "at" || (others.has(key) && isSame(value, others.get(key))));
}

/** What a pattern is made of, without its text. */
function shapeOf({ node, groupCount, groupNames, startClass }: Pattern): unknown {
  return [node, groupCount, [...groupNames], startClass];
}
