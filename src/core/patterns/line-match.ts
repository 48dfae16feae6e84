import type { Engine } from "../engine.ts";
import type { MatchVariables } from "../match-variables.ts";
import type { VariableMap } from "./definition.ts";

/** The capture groups of a match, from `$1` on. */
export type Groups = readonly (string | undefined)[];

export const NO_GROUPS: Groups = [];

interface NamedGroups {
  /** The numbers of the groups of each name; the leftmost that took part in the match counts. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

/** The variables of a match with the last lines (manual: "PATTERNS, PATTERN TYPES AND MATCH VARIABLES"). */
export function lineMatch(
  engine: Engine,
  lines: number,
  subject: string,
  groups: Groups,
  { names }: NamedGroups,
  variableMap?: VariableMap,
): MatchVariables {
  return new LineMatch(engine, lines, subject, groups, names, variableMap);
}

class LineMatch implements MatchVariables {
  private readonly subject: string;
  private readonly groups: Groups;
  private readonly names: NamedGroups["names"];
  private readonly variableMap: VariableMap | undefined;
  private readonly source: string;
  private readonly internalContext: string | undefined;

  constructor(
    engine: Engine,
    lines: number,
    subject: string,
    groups: Groups,
    names: NamedGroups["names"],
    variableMap: VariableMap | undefined,
  ) {
    this.subject = subject;
    this.groups = groups;
    this.names = groups === NO_GROUPS ? new Map() : names;
    this.variableMap = variableMap;
    this.source = engine.buffer.lastSources(engine.options.jointBuffer ? lines : 1);
    this.internalContext = engine.internalContext;
  }

  get(name: string): string | undefined {
    if (name === "_inputsrc") return this.source;
    if (name === "_intcontext") return this.internalContext;
    const mapped = this.variableMap?.variables.findLast((variable) => variable.name === name);
    if (mapped) return this.numbered(mapped.number);
    const named = this.names.get(name);
    if (named) return named.map((number) => this.numbered(number)).find((value) => value !== undefined);
    return /^(?:0|[1-9]\d*)$/.test(name) ? this.numbered(Number(name)) : undefined;
  }

  *entries(): Iterable<readonly [string, string | undefined]> {
    const numbers = Array.from({ length: this.groups.length + 1 }, (_, number) => String(number));
    const mapped = this.variableMap?.variables.map((variable) => variable.name) ?? [];
    const names = new Set([...numbers, ...this.names.keys(), ...mapped, "_inputsrc", "_intcontext"]);
    for (const name of names) yield [name, this.get(name)];
  }

  private numbered(number: number): string | undefined {
    return number === 0 ? this.subject : this.groups[number - 1];
  }
}
