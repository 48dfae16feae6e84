import { leadingDotStar } from "./anchor.ts";
import type { Backreference, Look, Node, Pattern, Repeat } from "./ast.ts";
import { children, contains, groupsIn, isLineBreakLoop } from "./ast.ts";
import { sameSet, WORD } from "./byte-set.ts";
import { emitSet } from "./emit-set.ts";
import { simplify, withoutIdleEnd } from "./simplify.ts";
import { isSimpleGroupLoop, widthOf } from "./width.ts";

/**
 * What V8 is to run. `groupMap[n]` lists the JavaScript groups that stand for group n, of which at most one
 * is set.
 */
export interface Emitted {
  readonly ok: true;
  readonly source: string;
  readonly groupMap: readonly (readonly number[])[];
  /** Whether every group is the JavaScript group of the same number, and there are no others. */
  readonly sameGroups: boolean;
  /** The pattern as it was emitted, for judging how it may backtrack. */
  readonly node: Node;
}

export interface Refused {
  readonly ok: false;
  readonly reason: string;
}

class RefusalSignal extends Error {}

function refuse(reason: string): never {
  throw new RefusalSignal(reason);
}

/**
 * Writes a pattern as a JavaScript RegExp, to be compiled without flags, that gives the same match and the
 * same captures as Perl; refuses where that cannot be shown. With `singleLine` it holds for subjects
 * without a newline.
 */
export function emitJavaScript(pattern: Pattern, singleLine: boolean): Emitted | Refused {
  const construct = constructOfMachine(pattern);
  if (construct !== undefined) return { ok: false, reason: construct };
  const simple = simplify(pattern.node, singleLine);
  const node = singleLine ? withoutIdleEnd(simple) : simple;
  const emitter = new Emitter(pattern.groupCount, singleLine);
  try {
    const whole = anchorOfLeadingDotStar(node, singleLine) + emitter.emit(node, new Set());
    const { startClass } = pattern;
    const source = startClass === undefined ? whole : `(?=${emitSet(startClass)})(?:${whole})`;
    return { ok: true, source, groupMap: emitter.groupMap, sameGroups: emitter.sameGroups, node };
  } catch (signal) {
    if (signal instanceof RefusalSignal) return { ok: false, reason: signal.message };
    throw signal;
  }
}

/** What JavaScript has nothing for, if the pattern has such a thing. */
function constructOfMachine({ source, node }: Pattern): string | undefined {
  // Going through the nodes of all patterns takes longer than looking whether one can have any.
  return /\\K|\(\*|\(\?[RP&\d+-]/.test(source) ? constructIn(node) : undefined;
}

function constructIn(root: Node): string | undefined {
  if (root.type === "keep") return "\\K";
  if (root.type === "call") return "recursion";
  if (root.type === "verb") return `(*${root.verb})`;
  for (const child of children(root)) {
    const construct = constructIn(child);
    if (construct !== undefined) return construct;
  }
  return undefined;
}

/** V8 does not know that it need not try a leading `.*` at every place; the anchor saves it from that. */
function anchorOfLeadingDotStar(node: Node, singleLine: boolean): string {
  const where = leadingDotStar(node);
  if (where === undefined) return "";
  return where === "start" || singleLine ? "^" : "(?:^|(?<=\\n))";
}

/**
 * What is certain of the groups at a place; extended in passing. A group's number: it is set. Its negative:
 * Perl has just set it or unset it, as JavaScript does before each iteration of the loop around it.
 */
type SetGroups = Set<number>;

class Emitter {
  readonly groupMap: number[][];
  private readonly singleLine: boolean;
  private javaScriptGroups = 0;
  private lookbehindDepth = 0;
  private readonly openGroups = new Set<number>();

  constructor(groupCount: number, singleLine: boolean) {
    this.groupMap = Array.from({ length: groupCount + 1 }, (_, group) => (group === 0 ? [0] : []));
    this.singleLine = singleLine;
  }

  get sameGroups(): boolean {
    const isSame = this.groupMap.every((groups, index) => groups.length === 1 && groups[0] === index);
    return isSame && this.javaScriptGroups === this.groupMap.length - 1;
  }

  emit(node: Node, isSet: SetGroups): string {
    switch (node.type) {
      case "set":
        return emitSet(node.set);
      case "fail":
        return "[]";
      case "define":
        return "";
      case "sequence":
        return this.sequence(node.items, isSet);
      case "alternation":
        return this.alternation(node.branches, isSet);
      case "group":
        return this.group(node.number, node.node, isSet);
      case "assertion":
        return this.assertion(node);
      case "atomic":
        return this.atomic(node.node, isSet);
      case "look":
        return this.look(node, isSet);
      case "backreference":
        return this.backreference(node, isSet);
      case "repeat":
        return this.repeat(node, isSet);
      case "conditional":
        return this.conditional(node, isSet);
      case "keep":
      case "call":
      case "verb":
        return refuse("a construct that JavaScript does not have");
    }
  }

  /** `emit`, in a non-capturing group where a quantifier or a neighbour would bind differently. */
  private grouped(node: Node, isSet: SetGroups): string {
    const source = this.emit(node, isSet);
    return node.type === "set" || node.type === "group" ? source : `(?:${source})`;
  }

  private sequence(items: readonly Node[], isSet: SetGroups): string {
    return items
      .map((item) => (item.type === "alternation" ? this.grouped(item, isSet) : this.emit(item, isSet)))
      .join("");
  }

  private alternation(branches: readonly Node[], isSet: SetGroups): string {
    const setByBranch = branches.map(() => new Set(isSet));
    const sources = branches.map((branch, index) => this.emit(branch, setByBranch[index]!));
    for (const group of setByBranch[0]!) if (setByBranch.every((set) => set.has(group))) isSet.add(group);
    return sources.join("|");
  }

  private group(number: number, body: Node, isSet: SetGroups): string {
    this.groupMap[number]!.push(++this.javaScriptGroups);
    this.openGroups.add(number);
    const source = this.emit(body, isSet);
    this.openGroups.delete(number);
    isSet.add(number);
    return `(${source})`;
  }

  private assertion({ kind, word }: Extract<Node, { type: "assertion" }>): string {
    switch (kind) {
      case "start":
        return "^";
      case "end":
        return "$";
      case "final-newline":
        return this.singleLine ? "$" : "(?=\\n?$)";
      case "line-end":
        return this.singleLine ? "$" : "(?=\\n|$)";
      case "line-start":
        return this.singleLine ? "^" : "(?:^|(?<=\\n)(?!$))";
      case "word-boundary":
      case "not-word-boundary": {
        const negative = kind === "not-word-boundary";
        if (sameSet(word, WORD)) return negative ? "\\B" : "\\b";
        const set = emitSet(word);
        const [after, before] = negative ? ["(?=", "(?!"] : ["(?!", "(?="];
        return `(?:(?<=${set})${after}${set})|(?<!${set})${before}${set}))`;
      }
      default:
        return refuse("\\b{…}");
    }
  }

  /**
   * JavaScript has no atomic groups, but a lookahead is atomic, and a reference then consumes what it
   * captured.
   */
  private atomic(body: Node, isSet: SetGroups): string {
    if (this.lookbehindDepth > 0) refuse("an atomic group in a lookbehind");
    const group = ++this.javaScriptGroups;
    return `(?=(${this.emit(body, isSet)}))${referenceTo(group)}`;
  }

  private look(look: Look, isSet: SetGroups): string {
    if (!look.ahead) this.refuseLookbehind(look);
    const setInside = new Set(isSet);
    if (!look.ahead) this.lookbehindDepth++;
    const source = this.emit(look.node, setInside);
    if (!look.ahead) this.lookbehindDepth--;
    if (!look.negative) for (const group of setInside) isSet.add(group);
    return `(?${look.ahead ? "" : "<"}${look.negative ? "!" : "="}${source})`;
  }

  /** JavaScript matches a lookbehind from right to left, which shows in its captures. */
  private refuseLookbehind(look: Look): void {
    if (contains(look.node, (inner) => inner.type === "backreference")) {
      refuse("a backreference in a lookbehind");
    }
    const { min, max } = widthOf(look.node);
    const hasChoice = min !== max || contains(look.node, (inner) => inner.type === "repeat");
    if (!look.negative && hasChoice && groupsIn(look.node).length > 0) {
      refuse("a capture in a lookbehind of variable width");
    }
  }

  private backreference({ groups, folding }: Backreference, isSet: SetGroups): string {
    if (folding !== "none") refuse("a backreference that ignores case");
    const group = groups[0]!;
    const candidates = this.groupMap[group]!;
    if (groups.length > 1 || candidates.length > 1) refuse("a backreference to one of several groups");
    if (this.openGroups.has(group)) refuse("a backreference inside its own group");
    // To JavaScript an unset group is the empty string; to Perl it matches nothing.
    if (!isSet.has(group)) refuse("a backreference to a group that may be unset");
    return referenceTo(candidates[0]!);
  }

  private conditional(node: Extract<Node, { type: "conditional" }>, isSet: SetGroups): string {
    const { condition } = node;
    if (condition.type !== "look") refuse("a condition on a group");
    if (groupsIn(condition.look).length > 0) refuse("a condition with captures");
    const opposite = { ...condition.look, negative: !condition.look.negative };
    const yes = this.emit(condition.look, new Set(isSet)) + this.grouped(node.yes, new Set(isSet));
    const no = this.emit(opposite, new Set(isSet)) + this.grouped(node.no, new Set(isSet));
    return `(?:${yes}|${no})`;
  }

  private repeat(repeat: Repeat, isSet: SetGroups): string {
    const { min, max, node } = repeat;
    if (isLineBreakLoop(repeat)) refuse("a repeated \\R, which can give back half of a line break");
    const width = widthOf(node);
    const groups = groupsIn(node);
    const setInside = new Set(isSet);
    const isIdle = width.max === 0 && groups.length === 0;
    if (isIdle && min === 0) return "";
    const body = this.grouped(node, setInside);
    if (isIdle) return body;
    this.refuseLoop(repeat, width.min === 0, setInside);
    if (min > 0) for (const known of setInside) isSet.add(known);
    if (isSimpleGroupLoop(repeat)) isSet.add(-groups[0]!);
    return quantify(body, node.type === "set", min, max) + (repeat.greedy || min === max ? "" : "?");
  }

  /**
   * JavaScript unsets the groups of a loop's body before each iteration, and rejects an iteration that
   * matches nothing. Perl keeps the groups, and accepts such an iteration as the last.
   */
  private refuseLoop({ min, max, node }: Repeat, canBeEmpty: boolean, setInside: SetGroups): void {
    const groups = groupsIn(node);
    if (max > 1) {
      if (groups.some((group) => !setInside.has(group) && !setInside.has(-group))) {
        refuse("a capture that an iteration of its loop may leave unset");
      }
      if (canBeEmpty && groups.length > 0) refuse("a capture in a loop whose body can match nothing");
    } else if (canBeEmpty && min === 0 && groups.length > 0) {
      refuse("an optional capture that can match nothing");
    }
    if (canBeEmpty && min !== max && mayPreferEmpty(node))
      refuse("a loop whose body may prefer to match nothing");
  }
}

/** In a group of its own, since a digit behind it would be read as part of the number. */
function referenceTo(group: number): string {
  return `(?:\\${group})`;
}

/**
 * V8's linear engine takes counts up to 16, so a larger count of a class is cut into pieces that it takes.
 */
function quantify(body: string, isClass: boolean, min: number, max: number): string {
  if (min === 0 && max === 1) return `${body}?`;
  if (min === 0 && max === Infinity) return `${body}*`;
  if (min === 1 && max === Infinity) return `${body}+`;
  if (min === 1 && max === 1) return body;
  const splits = isClass && min > 16 && min <= 512 && (max === min || max === Infinity);
  if (!splits) return `${body}{${min}${max === min ? "" : max === Infinity ? "," : `,${max}`}}`;
  const whole = `${body}{16}`.repeat(Math.floor(min / 16));
  const rest = min % 16 === 0 ? "" : `${body}{${min % 16}}`;
  return whole + rest + (max === Infinity ? `${body}*` : "");
}

/** Whether a node may try to match nothing before it tries to match something. */
function mayPreferEmpty(node: Node): boolean {
  switch (node.type) {
    case "sequence":
      return node.items.some(mayPreferEmpty);
    case "alternation":
      return (
        node.branches.slice(0, -1).some((branch) => widthOf(branch).min === 0) ||
        node.branches.some(mayPreferEmpty)
      );
    case "group":
    case "atomic":
      return mayPreferEmpty(node.node);
    case "repeat":
      return (!node.greedy && node.max > node.min) || mayPreferEmpty(node.node);
    case "look":
    case "assertion":
    case "backreference":
    case "conditional":
      return true;
    default:
      return false;
  }
}
