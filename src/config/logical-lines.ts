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
    start = end + 1;
    if (parts.length === 0) {
      firstLine = line;
      // Nearly every line.
      if (!endsInBackslash(physical.text)) {
        yield { source: physical, line, complete: true };
        continue;
      }
    }
    parts.push(physical);
    if (cutAtBackslash(parts)) continue;
    yield { source: joined(parts), line: firstLine, complete: true };
    parts = [];
  }
  if (parts.length > 0) yield { source: joined(parts), line: firstLine, complete: false };
}

function endsInBackslash(text: string): boolean {
  let end = text.length - 1;
  while (end >= 0 && isBlank(text[end])) end -= 1;
  return text[end] === "\\";
}

/**
 * Whether the joined lines end in a backslash, which is then cut off with the blanks behind it. It may stand
 * in an earlier line: after `a\\` and an empty line the text that has been joined ends in a backslash again.
 */
function cutAtBackslash(parts: SourceText[]): boolean {
  for (let last = parts.length - 1; last >= 0; last -= 1) {
    const line = parts[last]!;
    let end = line.text.length - 1;
    while (end >= 0 && isBlank(line.text[end])) end -= 1;
    if (end < 0) continue;
    if (line.text[end] !== "\\") return false;
    parts.splice(last, parts.length - last, part(line, 0, end));
    return true;
  }
  return false;
}
