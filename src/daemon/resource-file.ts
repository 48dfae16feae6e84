import { readFileSync } from "node:fs";
import { errnoOf, errorText } from "../system/libc.ts";

/** The arguments in a resource file, or why it cannot be read. */
export type ResourceFile = { readonly args: readonly string[] } | { readonly complaint: string };

/**
 * Reads the resource file that the environment variable SECRC names (manual: "FILES"): each line is one
 * argument, without the white space around it; empty lines and comments are left out. The arguments follow
 * those of the command line.
 */
export function readResourceFile(path: string): ResourceFile {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch (error) {
    // For SEC a folder is an empty file.
    if (error instanceof Error && "code" in error && error.code === "EISDIR") return { args: [] };
    return { complaint: `Can't open resource file ${path} (${errorText(errnoOf(error))})` };
  }
  const lines = text.split("\n").map((line) => line.replace(/^[\t-\r ]+|[\t-\r ]+$/g, ""));
  return { args: lines.filter((line) => line !== "" && !line.startsWith("#")) };
}
