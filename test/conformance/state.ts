import type { Json, State } from "./outcome.ts";

/** Reads the reference's JSON dump; undefined when there is none. */
export function stateOf(dump: string): State | undefined {
  if (dump === "") return undefined;
  const fields = strings(JSON.parse(dump)) as Record<string, Json>;
  return {
    contexts: sorted(((fields["contexts"] ?? []) as Record<string, Json>[]).map(withSortedNames)),
    operations: fields["operations"] ?? {},
    pendingEvents: sorted(fields["pendingevents"]),
    matchCache: fields["pmatchcache"] ?? {},
    buffer: fields["buffer"] ?? {},
    ruleStatistics: fields["rulestats"] ?? {},
    variables: Object.fromEntries(
      Object.entries(fields["variables"] as Record<string, Json>).filter(
        ([name]) => /^[A-Za-z]/.test(name) && !/^[stu]$/.test(name),
      ),
    ),
    linesPerInput: Object.fromEntries(
      Object.entries(fields["inputs"] as Record<string, Record<string, Json>>).map(([name, input]) => [
        name,
        input["lines"] ?? null,
      ]),
    ),
    processedLines: (fields["perf"] as Record<string, string>)["lines"] ?? null,
  };
}

/** Perl does not tell numbers from strings, so the dump does not either; object keys are put in order. */
function strings(value: unknown): Json {
  if (Array.isArray(value)) return value.map(strings);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, inner]) => [name, strings(inner)]),
    );
  }
  return value === null ? null : String(value);
}

function withSortedNames(context: Record<string, Json>): Json {
  return { ...context, name: sorted(context["name"]) };
}

function sorted(list: Json | undefined): Json[] {
  return [...((list ?? []) as readonly Json[])].toSorted((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
}
