/** A place in a file as people count: both from 1, the column in bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of one text stand. */
export interface Lines {
  positionOf(offset: number): Position;
  /** The text of a line, counted from 1, without its newline. */
  lineAt(line: number): string;
}

/** Finds the lines of a text; made when the first diagnostic is shown, not before. */
export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const positionOf = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  const lineAt = (line: number): string => {
    const next = starts[line];
    return text.slice(starts[line - 1], next === undefined ? undefined : next - 1);
  };
  return { positionOf, lineAt };
}
