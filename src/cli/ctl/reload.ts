import type { Reloading } from "../../daemon/reload.ts";
import { counted, wrapText } from "./text.ts";

const INDENT = "    ";

/** What came of a reload, with all that is wrong with the rule files. */
export function reloadText(outcome: Reloading): string {
  const { loaded, refusal, diagnostics, rules, keptOperations, droppedOperations } = outcome;
  const lines = diagnostics.flatMap(({ path, line, column, severity, code, message, hint }) => {
    const place = [path, ...(line === undefined ? [] : [line]), ...(column === undefined ? [] : [column])];
    return [
      wrapText(`${place.join(":")}: ${severity}: ${message} [${code}]`, INDENT),
      ...(hint === undefined ? [] : [wrapText(`${INDENT}hint: ${hint}`, INDENT)]),
    ];
  });
  const end = loaded
    ? `reloaded: ${counted(rules, "rule")}, ${counted(keptOperations, "operation")} kept, ` +
      `${droppedOperations} dropped`
    : `refused: ${refusal ?? "they cannot be used"}; the old rules go on (${counted(rules, "rule")})`;
  return [...lines, wrapText(end, INDENT)].join("\n");
}
