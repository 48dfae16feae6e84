import type { Engine } from "../engine.ts";
import type { MatchVariables } from "../match-variables.ts";
import type { VariableMap } from "./definition.ts";

/** The numbers of the groups of each name; the first that took part in the match counts. */
export type GroupNames = ReadonlyMap<string, readonly number[]>;

/** What the names of variables begin with that stand for fields of the journal's entry. */
const JOURNAL_FIELD = "_journal_";

export const NO_NAMES: GroupNames = new Map();

/** The variables of a match with the last lines (manual: "PATTERNS, PATTERN TYPES AND MATCH VARIABLES"). */
export class LineMatch implements MatchVariables {
  /** `$0`, `$1` and so on. */
  private readonly values: readonly (string | undefined)[];
  private readonly names: GroupNames;
  private readonly variableMap: VariableMap | undefined;
  private readonly source: string;
  private readonly internalContext: string | undefined;
  private readonly fields: Engine["fields"];

  constructor(
    engine: Engine,
    lines: number,
    values: readonly (string | undefined)[],
    names: GroupNames,
    variableMap?: VariableMap,
  ) {
    this.values = values;
    this.names = names;
    this.variableMap = variableMap;
    this.source = engine.buffer.lastSources(engine.options.jointBuffer ? lines : 1);
    this.internalContext = engine.internalContext;
    this.fields = engine.fields;
  }

  get(name: string): string | undefined {
    if (isDigit(name.charCodeAt(0))) return isNumber(name) ? this.values[Number(name)] : undefined;
    if (name === "_inputsrc") return this.source;
    if (name === "_intcontext") return this.internalContext;
    if (this.fields && name.startsWith(JOURNAL_FIELD))
      return this.fields.get(name.slice(JOURNAL_FIELD.length))?.[0];
    const mapped = this.variableMap?.variables.findLast((variable) => variable.name === name);
    if (mapped) return this.values[mapped.number];
    const named = this.names.get(name);
    return named?.map((number) => this.values[number]).find((value) => value !== undefined);
  }

  *entries(): Iterable<readonly [string, string | undefined]> {
    const numbers = this.values.map((_, number) => String(number));
    // A named group that took no part in the match does not exist; a number and a mapped name do.
    const named = [...this.names.keys()].filter((name) => this.get(name) !== undefined);
    const mapped = this.variableMap?.variables.map((variable) => variable.name) ?? [];
    const fields = [...(this.fields?.keys() ?? [])].map((field) => JOURNAL_FIELD + field);
    const names = new Set([...numbers, ...named, ...mapped, "_inputsrc", "_intcontext", ...fields]);
    for (const name of names) yield [name, this.get(name)];
  }
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

/** `01` is no number of a variable. */
const isNumber = (name: string): boolean => name.length === 1 || /^[1-9]\d*$/.test(name);
