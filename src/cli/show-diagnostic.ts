import { type Diagnostic, isInsideCharacter } from "../config/diagnostics/diagnostic.ts";
import type { Position } from "../config/position.ts";
import type { Style } from "./colour.ts";
import { displayable } from "./displayable.ts";
import { textWidth, wrapped } from "./text-width.ts";

/** Where a diagnostic is about, and the line it points into. */
export interface DiagnosticPlace {
  readonly path: string;
  readonly start: Position;
  /** Undefined for files that could not be read. */
  readonly line?: string;
}

/** How diagnostics are shown: in which colours, and how wide a line may be. */
export interface Screen {
  paint(style: Style, text: string): string;
  readonly width: number;
}

/** Lines of the rule file are cut to this where there is no terminal that says how much it can show. */
const USUAL_WIDTH = 80;
const INDENT = "    ";
/** So much of a long line is left of what is underlined. */
const LEAD = 20;
/** In bytes, as UTF-8. */
const LONGEST_CHARACTER = 4;
/** More than most scripts have; where it is not enough, less than a full line is shown. */
const BYTES_PER_COLUMN = 2;

/**
 * A diagnostic for people: `file:line:column: error: message [code]`, the line with what is meant underlined,
 * and the hint. Nothing of the rule file reaches the terminal as a control character.
 */
export function showDiagnostic(
  { severity, code, message, hint, span }: Diagnostic,
  { path, start, line }: DiagnosticPlace,
  { paint, width }: Screen,
): string {
  const place = `${displayable(path).text}:${start.line}:${start.column}:`;
  const from = textWidth(`${place} ${severity}: `);
  const text = wrapped(`${displayable(message).text} [${code}]`, { width, from, indent: INDENT });
  const lines = [`${paint("bold", place)} ${paint(severity, `${severity}:`)} ${text}`];
  if (line !== undefined && line.trim() !== "") {
    const room = Math.min(width, USUAL_WIDTH) - INDENT.length;
    const shown = excerpt(line, start.column - 1, span.end - span.start, room);
    lines.push(INDENT + shown.text, INDENT + paint(severity, shown.underline));
  }
  if (hint !== undefined) {
    const indent = `${INDENT}      `;
    const advice = wrapped(displayable(hint).text, { width, from: indent.length, indent });
    lines.push(`${INDENT}${paint("hint", "hint:")} ${advice}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The part of a line that fits on the screen, and the carets for the line below it. */
function excerpt(
  line: string,
  at: number,
  length: number,
  room: number,
): { text: string; underline: string } {
  const origin = characterStart(line, Math.max(0, at - room));
  const reach = at + room * BYTES_PER_COLUMN;
  const { text, columns, ends } = displayable(line.slice(origin, reach));
  const meant = columns[at - origin]!;
  const fromStart = origin === 0 && meant + LEAD < room;
  const from = fromStart ? 0 : columns.findIndex((column) => column >= meant - LEAD);
  const left = fromStart ? "" : "…";
  /** The column of the screen at which a column of the whole text is. */
  const onScreen = (column: number): number => column - columns[from]! + left.length;
  const fits = reach >= line.length && onScreen(columns.at(-1)!) <= room;
  const to = fits ? columns.length - 1 : columns.findLastIndex((column) => onScreen(column) < room);
  const start = onScreen(meant);
  const end = onScreen(columns[Math.min(at - origin + length, to)]!);
  return {
    text: left + text.slice(ends[from], ends[to]) + (fits ? "" : "…"),
    underline: " ".repeat(start) + "^".repeat(Math.max(1, end - start)),
  };
}

/** Where the UTF-8 character ends that a place is inside of, if it is; otherwise the place. */
function characterStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && start < at + LONGEST_CHARACTER && isInsideCharacter(line, start)) start += 1;
  return start;
}
