/** A part of a text, as `slice` takes it. */
interface Segment {
  readonly start: number;
  readonly end: number;
}

/** What a `;` or a pair of parentheses sets off in an action list, at any depth. */
interface Segments {
  /** Single actions. */
  readonly actions: readonly Segment[];
  /** Whole lists between parentheses. */
  readonly bodies: readonly Segment[];
}

function segments(list: string): Segments {
  const actions: Segment[] = [];
  const bodies: Segment[] = [];
  const starts = [0];
  const opened: number[] = [];
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === "\\") at++;
    else if (character === "(") {
      starts.push(at + 1);
      opened.push(at + 1);
    } else if (character === ";") {
      actions.push({ start: starts.pop() ?? 0, end: at });
      starts.push(at + 1);
    } else if (character === ")" && opened.length > 0) {
      actions.push({ start: starts.pop() ?? 0, end: at });
      bodies.push({ start: opened.pop() ?? 0, end: at });
    }
  }
  return { actions: [...actions, { start: starts[0] ?? 0, end: list.length }], bodies };
}

/** The list without one part and without the separator that the part leaves behind. */
function without(list: string, { start, end }: Segment): string {
  const after = list[end] === ";" ? end + 1 : end;
  const before = after === end && list[start - 1] === ";" ? start - 1 : start;
  return (list.slice(0, before) + list.slice(after)).trim();
}

/** Every action list with one action less, the largest cut first. The result may be faulty or empty. */
export function smallerActionLists(list: string): string[] {
  const { actions, bodies } = segments(list);
  const cuts = actions
    .toSorted((one, other) => other.end - other.start - (one.end - one.start))
    .map((segment) => without(list, segment));
  // The branches of an `if`, the body of a loop or the list of a context in place of the whole.
  const inner = bodies.map(({ start, end }) => list.slice(start, end).trim());
  return [...new Set([...cuts, ...inner])].filter((smaller) => smaller !== "" && smaller !== list);
}
