import type { PerlReference, PerlValue } from "./perl-port.ts";

/** The value of an action list variable: a text, Perl's undefined value, or a function that eval has made. */
export type VariableValue = PerlValue;

/** Action list variables as data. */
export interface SavedVariables {
  readonly values: readonly (readonly [string, string | null])[];
  /** What `%s` and `%u` were when a text was last substituted. */
  readonly description: string | null;
  readonly time: number | null;
  /** Variables that held functions, which cannot be saved. */
  readonly functions?: readonly string[];
  /** Variables that held numbers. */
  readonly numbers?: readonly string[];
}

/**
 * The action list variables. `%s`, `%t` and `%u` are set anew whenever a text with a percent sign is
 * substituted; an action may assign to them, and what it assigned lasts until then.
 */
export class ActionListVariables {
  /** Gets the names of variables that are set or deleted, if there is somebody who wants to know. */
  changed: Set<string> | undefined;
  private readonly values = new Map<string, VariableValue>();
  /** Those whose values Perl would hold as numbers, which JSON tells from texts. */
  private readonly numbers = new Set<string>();
  private description: string | undefined;
  private time: number | undefined;
  private overridden = false;

  private readonly timeText: (epochSeconds: number) => string;
  private readonly release: (unused: PerlReference) => void;

  /** `release` is told about each function that no variable holds any longer. */
  constructor(timeText: (epochSeconds: number) => string, release: (unused: PerlReference) => void) {
    this.timeText = timeText;
    this.release = release;
  }

  get(name: string): VariableValue {
    if (this.values.has(name)) return this.values.get(name);
    if (name === "s") return this.description;
    if (this.time === undefined) return undefined;
    if (name === "u") return String(this.time);
    return name === "t" ? this.timeText(this.time) : undefined;
  }

  /** Whether an action has set a variable, maybe to the undefined value. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  /** What `%s` and `%u` are, if no action has set them. */
  get current(): { readonly description: string | null; readonly time: number | null } {
    return { description: this.description ?? null, time: this.time ?? null };
  }

  set(name: string, value: VariableValue): void {
    if (name === "s" || name === "t" || name === "u") this.overridden = true;
    this.forget(name);
    this.values.set(name, value);
  }

  /** Sets a variable to what Perl would hold as a number. */
  setNumber(name: string, value: string): void {
    this.set(name, value);
    this.numbers.add(name);
  }

  isNumber(name: string): boolean {
    return this.numbers.has(name);
  }

  delete(name: string): void {
    this.forget(name);
    this.values.delete(name);
  }

  private forget(name: string): void {
    this.changed?.add(name);
    this.numbers.delete(name);
    const value = this.values.get(name);
    if (typeof value === "object") this.release(value);
  }

  /** What a substitution does to `%s`, `%t` and `%u`. */
  makeCurrent(description: string, time: number): void {
    this.description = description;
    this.time = time;
    if (!this.overridden) return;
    this.overridden = false;
    for (const name of ["s", "t", "u"]) this.delete(name);
  }

  /** All of this as data that JSON can hold. */
  save(): SavedVariables {
    const functions = [...this.values].flatMap(([name, value]) => (typeof value === "object" ? [name] : []));
    return {
      values: [...this.values].map(
        ([name, value]) => [name, typeof value === "string" ? value : null] as const,
      ),
      description: this.description ?? null,
      time: this.time ?? null,
      ...(functions.length > 0 && { functions }),
      ...(this.numbers.size > 0 && { numbers: [...this.numbers].toSorted() }),
    };
  }

  restore({ values, description, time, numbers }: SavedVariables): void {
    this.clear();
    for (const [name, value] of values) this.set(name, value ?? undefined);
    for (const name of numbers ?? []) this.numbers.add(name);
    this.description = description ?? undefined;
    this.time = time ?? undefined;
  }

  /** The variables that actions set, without the built-in ones. */
  entries(): Iterable<[string, VariableValue]> {
    return this.values.entries();
  }

  clear(): void {
    for (const name of this.values.keys()) this.forget(name);
    this.values.clear();
  }
}
