import type { DiagnosticDefinition } from "../config/diagnostics/diagnostic.ts";
import { DIAGNOSTICS, type DiagnosticCode } from "../config/diagnostics/index.ts";
import { wrapped } from "./text-width.ts";

/** What `sec-ts check --explain CODE` prints on a terminal that has `width` columns. */
export function explain(code: DiagnosticCode, width: number): string {
  const { severity, title, explanation, wrong, right }: DiagnosticDefinition = DIAGNOSTICS[code];
  return [
    wrapped(`${severity} ${code}: ${title}`, { width, indent: "    " }),
    "",
    wrapped(explanation, { width }),
    "",
    "Wrong:",
    indented(wrong),
    "",
    "Right:",
    indented(right),
    "",
  ].join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
