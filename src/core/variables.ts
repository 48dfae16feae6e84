/** The value of an action list variable; `undefined` is Perl's undefined value. */
export type VariableValue = string | undefined;

/**
 * The action list variables. `%s`, `%t` and `%u` are set anew whenever a text with a percent sign is
 * substituted; an action may assign to them, and what it assigned lasts until then.
 */
export class ActionListVariables {
  private readonly values = new Map<string, VariableValue>();
  private description: string | undefined;
  private time: number | undefined;
  private overridden = false;

  private readonly timeText: (epochSeconds: number) => string;

  constructor(timeText: (epochSeconds: number) => string) {
    this.timeText = timeText;
  }

  get(name: string): VariableValue {
    if (this.values.has(name)) return this.values.get(name);
    if (name === "s") return this.description;
    if (this.time === undefined) return undefined;
    if (name === "u") return String(this.time);
    return name === "t" ? this.timeText(this.time) : undefined;
  }

  set(name: string, value: VariableValue): void {
    if (name === "s" || name === "t" || name === "u") this.overridden = true;
    this.values.set(name, value);
  }

  delete(name: string): void {
    this.values.delete(name);
  }

  /** What a substitution does to `%s`, `%t` and `%u`. */
  makeCurrent(description: string, time: number): void {
    this.description = description;
    this.time = time;
    if (!this.overridden) return;
    this.overridden = false;
    for (const name of ["s", "t", "u"]) this.values.delete(name);
  }

  /** The variables that actions set, without the built-in ones. */
  entries(): Iterable<[string, VariableValue]> {
    return this.values.entries();
  }

  clear(): void {
    this.values.clear();
  }
}
