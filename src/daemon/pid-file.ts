import { writeFileSync } from "node:fs";
import { errnoOf, errorText } from "../system/libc.ts";

/** Writes the process id to a file, in place of what is there. Returns why it cannot be written. */
export function writePidFile(path: string): string | undefined {
  try {
    writeFileSync(path, `${process.pid}\n`);
    return undefined;
  } catch (error) {
    return `Can't open pidfile ${path} for writing (${errorText(errnoOf(error))}), exiting!`;
  }
}
