import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where files lie that are installed with the program: in a package, and in a checkout. */
const FOLDERS = [
  join(import.meta.dirname, ".."),
  ...["../..", "../../.."].map((up) => join(import.meta.dirname, up, "systemd")),
];

/**
 * The path of a file that is installed with the program, like `profiles/network.conf`. Throws if it is
 * missing.
 */
export function shippedFile(name: string): string {
  const path = FOLDERS.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}
