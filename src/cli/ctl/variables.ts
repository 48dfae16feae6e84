/** A variable as the list has it; a long value comes in several items. */
export interface VariableItem {
  readonly name: string;
  readonly value: string | null;
  readonly continued?: true;
}

/** Puts values together that came in several items. */
export async function* wholeVariables(items: AsyncIterable<unknown>): AsyncGenerator<VariableItem> {
  let name: string | undefined;
  let parts: string[] = [];
  let value: string | null = null;
  for await (const item of items as AsyncIterable<VariableItem>) {
    if (item.continued) {
      parts.push(item.value ?? "");
      continue;
    }
    if (name !== undefined) yield { name, value: value === null ? null : value + parts.join("") };
    ({ name, value } = item);
    parts = [];
  }
  if (name !== undefined) yield { name, value: value === null ? null : value + parts.join("") };
}
