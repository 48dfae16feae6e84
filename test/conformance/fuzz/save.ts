import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ConformanceCase, expectedText, type Outcome, stateText } from "../outcome.ts";

/**
 * Writes a case as a folder that the conformance suite can read, with the reference's outcome as what
 * is expected.
 */
export function saveCase(folder: string, conformanceCase: ConformanceCase, expected: Outcome): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, "latin1");
  for (const [name, text] of Object.entries(conformanceCase.files)) write(name, text);
  if (conformanceCase.inputs === undefined) write("trace", conformanceCase.trace);
  for (const [name, text] of Object.entries(conformanceCase.inputs ?? {})) write(`trace.${name}`, text);
  write("options", conformanceCase.options.map((option) => `${option}\n`).join(""));
  write("expected", expectedText(expected));
  // Sorted within the second: a generated case may well depend on hash order there.
  write("unordered", "");
  writeFileSync(join(folder, "expected.state.json"), stateText(expected));
}
