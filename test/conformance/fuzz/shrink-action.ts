/** A part of an action list: from one separator or parenthesis to the next one of the same depth. */
interface Segment {
  readonly start: number;
  readonly end: number;
}

/** All parts of an action list that a `;` or a pair of parentheses sets off, at any depth. */
function segments(list: string): Segment[] {
  const found: Segment[] = [];
  const starts = [0];
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === "\\") at++;
    else if (character === "(") starts.push(at + 1);
    else if (character === ";") {
      found.push({ start: starts.pop() ?? 0, end: at });
      starts.push(at + 1);
    } else if (character === ")" && starts.length > 1) {
      found.push({ start: starts.pop() ?? 0, end: at });
    }
  }
  return [...found, { start: starts[0] ?? 0, end: list.length }].filter(({ start, end }) => end > start);
}

/** The list without one part and without the separator that the part leaves behind. */
function without(list: string, { start, end }: Segment): string {
  const after = list[end] === ";" ? end + 1 : end;
  const before = after === end && list[start - 1] === ";" ? start - 1 : start;
  return (list.slice(0, before) + list.slice(after)).trim();
}

/** Every action list with one action less, the largest cut first. The result may be faulty or empty. */
export function smallerActionLists(list: string): string[] {
  const cuts = segments(list)
    .toSorted((one, other) => other.end - other.start - (one.end - one.start))
    .map((segment) => without(list, segment));
  // The branches of an `if`, the body of a loop or the list of a context in place of the whole.
  const bodies = segments(list)
    .filter(({ start }) => list[start - 1] === "(")
    .map(({ start, end }) => list.slice(start, end).trim());
  return [...new Set([...cuts, ...bodies])].filter((smaller) => smaller !== "" && smaller !== list);
}
