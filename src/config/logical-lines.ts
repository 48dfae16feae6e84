import { isBlank, joined, part, type SourceText, sourceText } from "./source-text.ts";

/** A line of a rule file with the lines that continue it (manual: "CONFIGURATION FILES"). */
export interface LogicalLine {
  /** Without the backslashes at line ends; a continuing line keeps the blanks it begins with. */
  readonly source: SourceText;
  /** The number of its first line, from 1. */
  readonly line: number;
  /** False if the file ends where a backslash promises a further line. The reference drops such a line. */
  readonly complete: boolean;
}

/**
 * The logical lines of a file. Only a newline ends a line; a backslash at its end may be followed by blanks.
 */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let parts: SourceText[] = [];
  let firstLine = 1;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const physical = sourceText(text.slice(start, end), start);
    line += 1;
    if (parts.length === 0) firstLine = line;
    start = end + 1;
    const backslash = continuationAt(physical.text);
    if (backslash === undefined) {
      const source = parts.length === 0 ? physical : joined([...parts, physical]);
      yield { source, line: firstLine, complete: true };
      parts = [];
    } else {
      parts.push(part(physical, 0, backslash));
    }
  }
  if (parts.length > 0) yield { source: joined(parts), line: firstLine, complete: false };
}

function continuationAt(line: string): number | undefined {
  let last = line.length - 1;
  while (last >= 0 && isBlank(line[last])) last -= 1;
  return line[last] === "\\" ? last : undefined;
}
