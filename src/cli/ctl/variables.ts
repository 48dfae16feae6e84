import type { VariableInJson } from "../../daemon/dump-state.ts";

/** A variable as the list has it; a long value comes in several items. */
type VariableItem = VariableInJson & { readonly continued?: true };

/** Puts values together that came in several items. */
export async function* wholeVariables(items: AsyncIterable<unknown>): AsyncGenerator<VariableInJson> {
  let variable: VariableInJson | undefined;
  let parts: string[] = [];
  for await (const item of items as AsyncIterable<VariableItem>) {
    if (item.continued) {
      parts.push(String(item.value));
      continue;
    }
    if (variable) yield whole(variable, parts);
    variable = item;
    parts = [];
  }
  if (variable) yield whole(variable, parts);
}

function whole(variable: VariableInJson, parts: readonly string[]): VariableInJson {
  return parts.length === 0 ? variable : { ...variable, value: [variable.value, ...parts].join("") };
}
