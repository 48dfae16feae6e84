import type { VariableMap } from "../core/patterns/definition.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf, trimmedPart } from "./source-text.ts";

const MAPPING = /^([A-Za-z][A-Za-z0-9_]*)(?:[\t-\r ]*=[\t-\r ]*([0-9]+))?$/;

/** Reads a `varmap` field: `name=number` and names of match cache entries, separated by semicolons. */
export function parseVariableMap(source: SourceText, scope: ParseScope): VariableMap | undefined {
  const mappings: SourceText[] = [];
  for (let from = 0; from <= source.text.length; ) {
    const semicolon = source.text.indexOf(";", from);
    const to = semicolon < 0 ? source.text.length : semicolon;
    mappings.push(trimmedPart(source, from, to));
    from = to + 1;
  }
  while (mappings.at(-1)?.text === "") mappings.pop();
  const entries: string[] = [];
  const variables: { name: string; number: number }[] = [];
  let faulty = false;
  for (const mapping of mappings) {
    const found = MAPPING.exec(mapping.text);
    if (!found?.[1]) {
      reportMapping(mapping, source, scope);
      faulty = true;
    } else if (found[2] === undefined) {
      entries.push(found[1]);
    } else {
      variables.push({ name: found[1], number: Number(found[2]) });
    }
  }
  return faulty ? undefined : { entries, variables, span: spanOf(source) };
}

function reportMapping(mapping: SourceText, map: SourceText, scope: ParseScope): void {
  scope.report(
    "invalid-variable-map",
    spanOf(mapping),
    `Invalid variable map ${quoted(map.text)}: the variable mapping ${quoted(mapping.text)} ` +
      "does not have the form <letter>[<letter>|<digit>|<underscore>]... [= <number>]",
    mapping.text.includes(",") ? "mappings are separated by semicolons" : undefined,
  );
}
