import type { LogLevel } from "../core/ports.ts";
import { writeNewFile } from "./dump-file.ts";
import { type DumpSource, dumpState, isFunction, stateInJson } from "./dump-state.ts";
import { dumpText } from "./dump-text.ts";
import type { DaemonOptions } from "./option-table.ts";

/** Writes the state to the dump file that the options name, and tells the log. */
export function dump(
  options: Pick<DaemonOptions, "dump" | "dumpfts" | "dumpfjson" | "ruleperf">,
  source: Omit<DumpSource, "ruleTimes">,
  log: (level: LogLevel, message: string) => void,
): void {
  const path = options.dumpfts ? `${options.dump}.${source.now}` : options.dump;
  const state = dumpState({ ...source, ruleTimes: options.ruleperf });
  const inJson = stateInJson(state, (name) => isFunction(source.engine, name));
  const text = options.dumpfjson ? `${jsonOfBytes(inJson)}\n` : dumpText(state);
  const failure = writeNewFile(path, text);
  if (failure === undefined) log(6, `Dump to ${path} completed`);
  else if (failure.kind === "exists") log(3, `Can't write to dumpfile: ${path} exists`);
  else log(2, `Can't open dumpfile ${path} (${failure.reason})`);
}

/** JSON whose characters above ASCII are escaped, since a text's characters are bytes. */
function jsonOfBytes(value: unknown): string {
  return JSON.stringify(value, undefined, 3).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
