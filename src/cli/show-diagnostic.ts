import type { Diagnostic } from "../config/diagnostics/diagnostic.ts";
import type { Position } from "../config/position.ts";
import type { Style } from "./colour.ts";
import { displayable } from "./displayable.ts";

/** Where a diagnostic is about, and the line it points into. */
export interface DiagnosticPlace {
  readonly path: string;
  readonly start: Position;
  /** Undefined for files that could not be read. */
  readonly line?: string;
}

const WIDTH = 80;
const INDENT = "    ";
/** So much of a long line is left of what is underlined. */
const LEAD = 20;

/**
 * A diagnostic for people: `file:line:column: error: message [code]`, the line with what is meant underlined,
 * and the hint. Nothing of the rule file reaches the terminal as a control character.
 */
export function showDiagnostic(
  { severity, code, message, hint, span }: Diagnostic,
  { path, start, line }: DiagnosticPlace,
  paint: (style: Style, text: string) => string,
): string {
  const place = paint("bold", `${displayable(path).text}:${start.line}:${start.column}:`);
  const lines = [`${place} ${paint(severity, `${severity}:`)} ${displayable(message).text} [${code}]`];
  if (line !== undefined && line.trim() !== "") {
    const { text, underline } = excerpt(line, start.column - 1, span.end - span.start);
    lines.push(INDENT + text, INDENT + paint(severity, underline));
  }
  if (hint !== undefined) lines.push(`${INDENT}${paint("hint", "hint:")} ${displayable(hint).text}`);
  return `${lines.join("\n")}\n`;
}

/** The part of a line that fits on the screen, and the carets for the line below it. */
function excerpt(line: string, at: number, length: number): { text: string; underline: string } {
  const room = WIDTH - INDENT.length;
  const from = at + LEAD < room ? 0 : at - LEAD;
  const shown = displayable(line.slice(from, from + room));
  const left = from > 0 ? "…" : "";
  const cut = from + room < line.length || shown.text.length + left.length > room;
  const text = cut ? `${shown.text.slice(0, room - left.length - 1)}…` : shown.text;
  const start = shown.columns[at - from] ?? 0;
  const end = shown.columns[Math.min(at - from + length, shown.columns.length - 1)] ?? start;
  const carets = Math.max(1, Math.min(end, room - 1) - start);
  return { text: left + text, underline: " ".repeat(start + left.length) + "^".repeat(carets) };
}
