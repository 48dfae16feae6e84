import type { DiagnosticDefinition } from "../config/diagnostics/diagnostic.ts";
import { DIAGNOSTICS, type DiagnosticCode } from "../config/diagnostics/index.ts";

const WIDTH = 80;

/** What `sec-ts check --explain CODE` prints. */
export function explain(code: DiagnosticCode): string {
  const { severity, title, explanation, wrong, right }: DiagnosticDefinition = DIAGNOSTICS[code];
  const heading = `${severity} ${code}: ${title}`;
  return [
    heading,
    "",
    wrapped(explanation),
    "",
    "Wrong:",
    indented(wrong),
    "",
    "Right:",
    indented(right),
    "",
  ].join("\n");
}

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
