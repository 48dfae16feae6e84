import type { PatternFamily, Tail } from "./family.ts";
import type { Clause } from "./literals.ts";
import { type Captures, type CompileResult, type Regex, regexFromTree, type Spans } from "./regex.ts";

/** Compiles the member of a family with these values, which `source` has quoted in their places. */
export function compileMember(
  family: PatternFamily,
  values: readonly string[],
  source: string,
): CompileResult {
  const whole = (): Regex => regexFromTree(() => family.member(values, source));
  const { head, tail } = family;
  if (!head || !tail) return { ok: true, regex: whole() };
  const text = head.map((piece, at) => (at === 0 ? piece : values[at - 1]! + piece)).join("");
  return { ok: true, regex: new TextAndTail(family, values, source, { text, tail, whole }) };
}

/**
 * A pattern that begins with a text: it is found without a regular expression, and what follows is the same
 * for all members of the family, so that nothing is compiled for each of them. The first place of the text
 * from which the rest matches is where the whole pattern matches first.
 */
class TextAndTail implements Regex {
  readonly source: string;
  readonly flags = "";
  private readonly family: PatternFamily;
  private readonly values: readonly string[];
  private readonly text: string;
  private readonly tail: Tail;
  private readonly makeWhole: () => Regex;
  private madeWhole: Regex | undefined;

  constructor(
    family: PatternFamily,
    values: readonly string[],
    source: string,
    { text, tail, whole }: { readonly text: string; readonly tail: Tail; readonly whole: () => Regex },
  ) {
    this.source = source;
    this.family = family;
    this.values = values;
    this.text = text;
    this.tail = tail;
    this.makeWhole = whole;
  }

  get groupCount(): number {
    return this.family.groupCount;
  }

  get groupNames(): Regex["groupNames"] {
    return this.family.groupNames;
  }

  get engine(): "v8" | "vm" {
    return this.whole.engine;
  }

  get reason(): string {
    return this.whole.reason;
  }

  get hostile(): boolean {
    return this.whole.hostile;
  }

  get clauses(): readonly Clause[] {
    return this.family.clausesWith(this.values) ?? this.whole.clauses;
  }

  test(subject: string): boolean | "limit" {
    const found = this.exec(subject);
    return found === "limit" ? found : found !== undefined;
  }

  exec(subject: string): Captures | undefined | "limit" {
    const { text, tail } = this;
    let at = subject.indexOf(text);
    if (at < 0) return undefined;
    const { regExp, longest, groupMap } = tail;
    if (subject.length > longest || subject.includes("\n")) return this.whole.exec(subject);
    for (; at >= 0; at = subject.indexOf(text, at + 1)) {
      const found = execAt(regExp, subject, at + text.length - 1);
      if (found === "overflow") return this.whole.exec(subject);
      if (found === null) continue;
      const whole = subject.slice(at, at + text.length - 1 + found[0].length);
      return groupMap === undefined
        ? [whole, ...found.slice(1)]
        : groupMap.map((groups, number) => {
            const set = groups.find((group) => found[group] !== undefined);
            return number === 0 ? whole : set === undefined ? undefined : found[set];
          });
    }
    return undefined;
  }

  spans(subject: string): Spans | undefined | "limit" {
    return this.whole.spans(subject);
  }

  forget(): void {
    this.madeWhole = undefined;
  }

  private get whole(): Regex {
    this.madeWhole ??= this.makeWhole();
    return this.madeWhole;
  }
}

/** V8 keeps its backtracking stack bounded, and says so by a RangeError. */
function execAt(regExp: RegExp, subject: string, at: number): RegExpExecArray | null | "overflow" {
  regExp.lastIndex = at;
  try {
    return regExp.exec(subject);
  } catch (error) {
    if (error instanceof RangeError) return "overflow";
    throw error;
  }
}
