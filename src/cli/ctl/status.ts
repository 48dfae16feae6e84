import { type InputItem, inputText } from "./items.ts";
import { bytesText, counted, duration, timeText, wrapText } from "./text.ts";

const INDENT = "  ";

interface Status {
  readonly program: string;
  readonly process: number;
  readonly time: number;
  readonly started: number;
  readonly rulesLoaded: number;
  readonly logLevel: number;
  readonly state: string;
  readonly troubles: readonly string[];
  readonly ruleFiles: number;
  readonly rules: number;
  readonly lines: number;
  readonly linesPerSecond: number;
  readonly operations: number;
  readonly contexts: number;
  readonly variables: number;
  readonly waitingEvents: number;
  readonly memoryBytes: number;
  readonly inputs: readonly InputItem[];
  readonly moreInputs: number;
}

/** The status for a person. */
export function statusText(status: Status): string {
  const { time, started, state } = status;
  return [
    wrapText(`sec-ts is ${state}: process ${status.process}, up ${duration(time - started)}`),
    ...status.troubles.map((trouble) => wrapText(`${INDENT}trouble: ${trouble}`, INDENT + INDENT)),
    wrapText(
      `${counted(status.rules, "rule")} in ${counted(status.ruleFiles, "file")}, ` +
        `loaded at ${timeText(status.rulesLoaded)}`,
    ),
    wrapText(`${counted(status.lines, "line")} matched, ${status.linesPerSecond} a second`),
    wrapText(
      `${counted(status.operations, "operation")}, ${counted(status.contexts, "context")}, ` +
        `${counted(status.variables, "variable")}, ${counted(status.waitingEvents, "waiting event")}`,
    ),
    wrapText(status.program),
    wrapText(`memory ${bytesText(status.memoryBytes)}, logging level ${status.logLevel}`),
    ...(status.inputs.length === 0 ? ["no inputs"] : ["inputs:"]),
    ...status.inputs.map((input) => inputText(input).replace(/^/gm, INDENT)),
    ...(status.moreInputs > 0 ? [`${INDENT}and ${status.moreInputs} more: sec-ts ctl inputs`] : []),
  ].join("\n");
}
