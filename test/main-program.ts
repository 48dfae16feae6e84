import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BUNDLE = join(ROOT, "build/lib/main.js");

/**
 * What to give Node for running the program: the bundle, which starts in a third of the time, if it was made
 * after the last change of a source, or else the sources.
 */
export const MAIN = isUpToDate() ? BUNDLE : join(ROOT, "src/main.ts");

function isUpToDate(): boolean {
  const made = statSync(BUNDLE, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).every(
    (name) => statSync(join(ROOT, "src", name)).mtimeMs < made,
  );
}
