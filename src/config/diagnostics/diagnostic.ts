import type { Span } from "../../core/span.ts";
import type { DiagnosticCode } from "./index.ts";

/** An error rejects what it is about, a rule or a line; a warning does not. */
export type Severity = "error" | "warning";

/** One kind of diagnostic, as `sec-ts check --explain` shows it. */
export interface DiagnosticDefinition {
  readonly severity: Severity;
  readonly title: string;
  readonly explanation: string;
  readonly wrong: string;
  readonly right: string;
}

/** Something about one place of a rule file that its author should know. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
}

/** Where parsers put their diagnostics. */
export type Report = (code: DiagnosticCode, span: Span, message: string, hint?: string) => void;

const LONGEST_QUOTE = 80;
/** In bytes, as UTF-8. */
const LONGEST_CHARACTER = 4;

/** A text of the rule file as part of a message: cut if it would flood the screen. */
export function quoted(text: string): string {
  if (text.length <= LONGEST_QUOTE) return `'${text}'`;
  let end = LONGEST_QUOTE;
  while (end > LONGEST_QUOTE - LONGEST_CHARACTER && isInsideCharacter(text, end)) end -= 1;
  return `'${text.slice(0, end)}…'`;
}

/** Whether a byte is one that continues a UTF-8 character. */
export function isInsideCharacter(bytes: string, at: number): boolean {
  return (bytes.charCodeAt(at) & 0xc0) === 0x80;
}
