import stringWidth from "string-width";

/** So wide a terminal is taken to be that does not say. */
const USUAL_WIDTH = 80;
/** Less is not worth to be wrapped for. */
const NARROWEST = 20;

/** Columns of the terminal that a text takes: two for most characters of East Asia, none for an accent. */
export function textWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/**
 * The columns of a line of output: those of the terminal, unless `COLUMNS` says else. What goes to a pipe or
 * a file is not wrapped, since programs read it line by line.
 */
export function lineWidth(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  if (!stream.isTTY) return Number.POSITIVE_INFINITY;
  const wanted = Number(process.env["COLUMNS"]);
  return Math.max(NARROWEST, wanted > 0 ? wanted : stream.columns || USUAL_WIDTH);
}

/** Where a text that is wrapped begins, and how its further lines are indented. */
export interface Wrapping {
  readonly width: number;
  /** The column at which its first line begins. */
  readonly from?: number;
  readonly indent?: string;
}

/** A text broken at blanks so that each line fits; a word that is too long for a line is left whole. */
export function wrapped(text: string, { width, from = 0, indent = "" }: Wrapping): string {
  const [first = "", ...words] = text.split(" ");
  let line = first;
  let column = from + textWidth(line);
  const lines: string[] = [];
  for (const word of words) {
    const wordColumns = textWidth(word);
    if (column + 1 + wordColumns <= width) {
      line += ` ${word}`;
      column += 1 + wordColumns;
    } else {
      lines.push(line);
      line = indent + word;
      column = indent.length + wordColumns;
    }
  }
  return [...lines, line].join("\n");
}
