import type { CommandLine } from "./command-line.ts";
import { readCommandLine } from "./command-line.ts";
import { readResourceFile } from "./resource-file.ts";

/**
 * The options as the command line and the resource file give them; the file that the environment variable
 * SECRC names is read each time (manual: "FILES").
 */
export function readOptions(args: readonly string[]): CommandLine {
  const path = process.env["SECRC"];
  if (path === undefined || path === "") return readCommandLine(args);
  const file = readResourceFile(path);
  if ("complaint" in file) {
    const { options, complaints } = readCommandLine(args);
    return { options, complaints: [file.complaint, ...complaints] };
  }
  return readCommandLine([...args, ...file.args]);
}
