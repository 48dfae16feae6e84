import { assemble } from "./assemble.ts";
import { contains, type Node, type Pattern } from "./ast.ts";
import { worstCaseSteps } from "./cost.ts";
import type { RegexFault } from "./fault.ts";
import { type Clause, requiredLiterals } from "./literals.ts";
import { runProgram } from "./machine.ts";
import { parsePattern } from "./parse.ts";
import type { Program } from "./program.ts";
import { type NoRoute, type Route, routeToV8 } from "./route.ts";

/**
 * Steps that one match may take in the backtracking machine, some 50 ms. A match that needs more is given
 * up and reported as `"limit"`.
 */
export const DEFAULT_STEP_BUDGET = 1_000_000;
/** Very long lines may take more steps, since an innocent pattern can take some for every byte. */
const STEPS_PER_BYTE = 8;
/** Lines of 1 MiB and more may take this many times the steps of an ordinary one. */
const LONG_LINE_FACTOR = 8;

/** Lines up to this length are promised an answer by a pattern that is not hostile. */
const LONGEST_ORDINARY_LINE = 1 << 14;
/** Steps to find out that a state fails, if it fails at once. */
const STEPS_PER_STATE = 4;

/** What each group captured, by number, undefined where unset; number 0 is the whole match. */
export type Captures = readonly (string | undefined)[];

/** Start and end of each group in turn, -1 where unset; group 0 is the whole match. */
export type Spans = Int32Array;

/** A compiled pattern. Subjects are strings of bytes: every character is 0 to 255. */
export interface Regex {
  readonly source: string;
  readonly flags: string;
  readonly groupCount: number;
  /** The groups of each name; `$+{name}` is the first of them that is set. */
  readonly groupNames: ReadonlyMap<string, readonly number[]>;
  /** What runs lines of ordinary length: V8's RegExp or the backtracking machine. */
  readonly engine: "v8" | "vm";
  /** Why, in words for the user. */
  readonly reason: string;
  /**
   * Whether a line of up to 16 KiB could use up the step budget, so that it would be given up.
   */
  readonly hostile: boolean;
  /** Of each clause one literal occurs in every subject that matches. */
  readonly clauses: readonly Clause[];
  /** Whether the pattern matches; allocates nothing unless the match is hard. */
  test(subject: string): boolean | "limit";
  /** The captures of the first match, or undefined; allocates nothing without a match. */
  exec(subject: string): Captures | undefined | "limit";
  /** As `exec`, by position. Slower: for display and tests. */
  spans(subject: string): Spans | undefined | "limit";
  /** Gives up what can be made again when the first subject comes: of most rules none does. */
  forget(): void;
}

export type CompileResult =
  | { readonly ok: true; readonly regex: Regex }
  | { readonly ok: false; readonly fault: RegexFault };

export interface CompileOptions {
  readonly stepBudget?: number;
  /** Use one engine for every subject, for tests. With `"v8"`, what V8 cannot run is a fault. */
  readonly only?: "v8" | "vm";
}

/**
 * Compiles a pattern as Perl 5.36 compiles `qr/$source/flags` at run time. A pattern that Perl rejects, or
 * that uses what is not supported, gives a fault with its place.
 */
export function compileRegex(source: string, flags = "", options: CompileOptions = {}): CompileResult {
  const parsed = parsePattern(source, flags);
  if (!parsed.ok) return parsed;
  const regex = new CompiledRegex(parsed.pattern, flags, options);
  if (options.only === "v8" && regex.engine === "vm") {
    return { ok: false, fault: { kind: "unsupported", message: regex.reason, offset: 0 } };
  }
  return { ok: true, regex };
}

/** Makes ready a pattern that need not be parsed; `again` makes its tree once more. */
export function regexFromTree(again: () => Pattern): Regex {
  return new CompiledRegex(again(), "", {}, again);
}

class CompiledRegex implements Regex {
  readonly source: string;
  readonly flags: string;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, readonly number[]>;
  /** The parsed pattern, unless it was given up. */
  private parsed: Pattern | undefined;
  private readonly budget: number;
  private readonly only: "v8" | "vm" | undefined;
  /** For subjects without a newline; made when the first of them comes: most rules never see a line. */
  private madeSingleLine: Route | NoRoute | undefined;
  /** What is asked of it for each line, here and not behind it; nothing is as short as -1. */
  private regExp: RegExp | undefined;
  private longest = -1;
  /** For all subjects; made when the first newline comes. The same object if the source is. */
  private anyLine: Route | NoRoute | undefined;
  private program: Program | undefined;
  private required: readonly Clause[] | undefined;

  private readonly again: (() => Pattern) | undefined;

  /** `again` makes the pattern once more, if that is quicker than to parse it. */
  constructor(
    pattern: Pattern,
    flags: string,
    { stepBudget = DEFAULT_STEP_BUDGET, only }: CompileOptions,
    again?: () => Pattern,
  ) {
    this.again = again;
    this.parsed = pattern;
    this.source = pattern.source;
    this.flags = flags;
    this.groupCount = pattern.groupCount;
    this.groupNames = pattern.groupNames;
    this.budget = stepBudget;
    this.only = only;
  }

  get engine(): "v8" | "vm" {
    return this.singleLine.regExp === undefined ? "vm" : "v8";
  }

  get reason(): string {
    return reasonOf(this.singleLine);
  }

  private get singleLine(): Route | NoRoute {
    this.madeSingleLine ??= this.makeSingleLine();
    return this.madeSingleLine;
  }

  private makeSingleLine(): Route | NoRoute {
    if (this.only === "vm") return { regExp: undefined, reason: "asked for" };
    const route = routeToV8(this.pattern, true);
    if (route.regExp === undefined || route.groupMap !== undefined) return route;
    this.regExp = route.regExp;
    this.longest = route.longest;
    return route;
  }

  forget(): void {
    this.required ??= requiredLiterals(this.pattern);
    this.parsed = undefined;
  }

  private get pattern(): Pattern {
    if (this.parsed !== undefined) return this.parsed;
    if (this.again !== undefined) return this.again();
    const again = parsePattern(this.source, this.flags);
    if (!again.ok) throw new Error(`${this.source} was a pattern before`);
    return again.pattern;
  }

  get clauses(): readonly Clause[] {
    this.required ??= requiredLiterals(this.pattern);
    return this.required;
  }

  get hostile(): boolean {
    const { node } = this.pattern;
    const isLinear = worstCaseSteps(node, 1 << 20) < this.budget * 8;
    if (isLinear) return false;
    const { slots } = this.machineProgram;
    // What an atomic group or a lookaround has passed is not remembered, and passed again from every place.
    if (slots.length === 0 || contains(node, scansAgain)) return true;
    const states = slots.reduce((sum, slot) => sum + slot.states, 0);
    return LONGEST_ORDINARY_LINE * STEPS_PER_STATE * states > this.budget;
  }

  private get machineProgram(): Program {
    this.program ??= assemble(this.pattern);
    return this.program;
  }

  test(subject: string): boolean | "limit" {
    const route = this.routeFor(subject);
    if (route !== undefined) {
      try {
        return route.regExp.test(subject);
      } catch (error) {
        refuseUnlessOverflow(error);
      }
    }
    return this.runMachine(subject, undefined);
  }

  exec(subject: string): Captures | undefined | "limit" {
    if (subject.length <= this.longest && !subject.includes("\n")) {
      try {
        return this.regExp!.exec(subject) ?? undefined;
      } catch (error) {
        refuseUnlessOverflow(error);
      }
    }
    const route = this.routeFor(subject);
    if (route !== undefined) {
      try {
        const found = route.regExp.exec(subject);
        if (found === null) return undefined;
        return route.groupMap === undefined ? found : remapped(found, route.groupMap);
      } catch (error) {
        refuseUnlessOverflow(error);
      }
    }
    return this.execInMachine(subject);
  }

  spans(subject: string): Spans | undefined | "limit" {
    const spans = new Int32Array(2 * this.groupCount + 2);
    const route = this.routeFor(subject);
    // V8 has no positions without the flag d, and no linear engine with it.
    if (route !== undefined && !route.linearFallback) {
      try {
        return spansInV8(route, subject, spans);
      } catch (error) {
        refuseUnlessOverflow(error);
      }
    } else if (route !== undefined && this.test(subject) === false) return undefined;

    const matched = this.runMachine(subject, spans);
    return matched === true ? spans : matched === false ? undefined : matched;
  }

  /** How V8 may match this subject; undefined if the machine has to. */
  private routeFor(subject: string): Route | undefined {
    const route = subject.includes("\n") ? this.routeForAnyLine() : this.singleLine;
    if (route.regExp === undefined) return undefined;
    return subject.length <= route.longest || this.only === "v8" ? route : undefined;
  }

  private routeForAnyLine(): Route | NoRoute {
    if (this.only === "vm") return this.singleLine;
    this.anyLine ??= routeToV8(this.pattern, false);
    return this.anyLine;
  }

  private execInMachine(subject: string): Captures | undefined | "limit" {
    const spans = new Int32Array(2 * this.groupCount + 2);
    const matched = this.runMachine(subject, spans);
    if (matched !== true) return matched === false ? undefined : matched;
    return Array.from({ length: this.groupCount + 1 }, (_, group) =>
      spans[2 * group]! < 0 ? undefined : subject.slice(spans[2 * group], spans[2 * group + 1]),
    );
  }

  private runMachine(subject: string, spans: Spans | undefined): boolean | "limit" {
    if (this.lacksLiteral(subject)) return false;
    return runProgram(this.machineProgram, subject, this.budgetFor(subject), spans);
  }

  private budgetFor({ length }: string): number {
    return Math.min(Math.max(this.budget, length * STEPS_PER_BYTE), this.budget * LONG_LINE_FACTOR);
  }

  /** Most lines, hostile ones too, lack some text that the pattern needs; looking for it is much cheaper. */
  private lacksLiteral(subject: string): boolean {
    for (const { literals, ignoreCase } of this.clauses) {
      if (literals.length === 1 && !ignoreCase && !subject.includes(literals[0]!)) return true;
    }
    return false;
  }
}

function scansAgain(node: Node): boolean {
  const isApart = node.type === "atomic" || node.type === "look";
  return isApart && contains(node.node, (inner) => inner.type === "repeat" && inner.max === Infinity);
}

function reasonOf(route: Route | NoRoute): string {
  if (route.regExp === undefined) return route.reason;
  if (route.longest === Infinity) return "it is exact in JavaScript and cannot backtrack much";
  const guard = route.linearFallback ? "V8's linear engine takes over, and " : "";
  const long = `lines over ${route.longest} bytes go to the backtracking machine`;
  return `it is exact in JavaScript; ${guard}${long}`;
}

/** V8 keeps its backtracking stack bounded, and says so by a RangeError. */
function refuseUnlessOverflow(error: unknown): void {
  if (!(error instanceof RangeError)) throw error;
}

/** The JavaScript groups that stand for one group exclude each other, so at most one of them is set. */
function remapped(found: RegExpExecArray, groupMap: readonly (readonly number[])[]): Captures {
  return groupMap.map((groups) => {
    const set = groups.find((group) => found[group] !== undefined);
    return set === undefined ? undefined : found[set];
  });
}

function spansInV8(route: Route, subject: string, spans: Int32Array): Spans | undefined {
  const found = new RegExp(route.source, "d").exec(subject);
  if (found === null) return undefined;
  const indices = found.indices!;
  spans.fill(-1);
  for (let group = 0; 2 * group < spans.length; group++) {
    const candidates = route.groupMap === undefined ? [group] : route.groupMap[group]!;
    const set = candidates.find((candidate) => indices[candidate] !== undefined);
    if (set !== undefined) spans.set(indices[set]!, 2 * group);
  }
  return spans;
}
