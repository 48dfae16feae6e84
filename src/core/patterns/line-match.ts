import type { Engine } from "../engine.ts";
import type { MatchVariables } from "../match-variables.ts";
import type { VariableMap } from "./definition.ts";

/** The numbers of the groups of each name; the first that took part in the match counts. */
export type GroupNames = ReadonlyMap<string, readonly number[]>;

export const NO_NAMES: GroupNames = new Map();

/** The variables of a match with the last lines (manual: "PATTERNS, PATTERN TYPES AND MATCH VARIABLES"). */
export class LineMatch implements MatchVariables {
  /** `$0`, `$1` and so on. */
  private readonly values: readonly (string | undefined)[];
  private readonly names: GroupNames;
  private readonly variableMap: VariableMap | undefined;
  private readonly source: string;
  private readonly internalContext: string | undefined;

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
  }

  get(name: string): string | undefined {
    if (name === "_inputsrc") return this.source;
    if (name === "_intcontext") return this.internalContext;
    const mapped = this.variableMap?.variables.findLast((variable) => variable.name === name);
    if (mapped) return this.values[mapped.number];
    const named = this.names.get(name);
    if (named) return named.map((number) => this.values[number]).find((value) => value !== undefined);
    return /^(?:0|[1-9]\d*)$/.test(name) ? this.values[Number(name)] : undefined;
  }

  *entries(): Iterable<readonly [string, string | undefined]> {
    const numbers = this.values.map((_, number) => String(number));
    // A named group that took no part in the match does not exist; a number and a mapped name do.
    const named = [...this.names.keys()].filter((name) => this.get(name) !== undefined);
    const mapped = this.variableMap?.variables.map((variable) => variable.name) ?? [];
    const names = new Set([...numbers, ...named, ...mapped, "_inputsrc", "_intcontext"]);
    for (const name of names) yield [name, this.get(name)];
  }
}
