import type { CommandLine } from "./command-line.ts";
import { readCommandLine } from "./command-line.ts";
import { whyNotTrusted } from "./ownership.ts";
import { type ResourceFile, readResourceFile } from "./resource-file.ts";
import { journalPatterns } from "./settings.ts";

/**
 * The options as the command line and the resource file give them; the file that the environment variable
 * SECRC names is read each time (manual: "FILES"), unless the command line wants it to be root's and it is
 * not.
 */
export function readOptions(args: readonly string[]): CommandLine {
  const { options, complaints } = readAll(args);
  return { options, complaints: [...complaints, ...journalPatterns(options).complaints] };
}

function readAll(args: readonly string[]): CommandLine {
  const path = process.env["SECRC"];
  if (path === undefined) return readCommandLine(args);
  const file = readCommandLine(args).options["strict-ownership"] ? trustedFile(path) : readResourceFile(path);
  if ("complaint" in file) {
    const { options, complaints } = readCommandLine(args);
    return { options, complaints: [file.complaint, ...complaints] };
  }
  return readCommandLine([...args, ...file.args]);
}

function trustedFile(path: string): ResourceFile {
  const reason = whyNotTrusted(path);
  return reason === undefined
    ? readResourceFile(path)
    : { complaint: `Resource file ${path} is refused: ${reason}` };
}
