import type { Folding } from "./ast.ts";
import { foldTable } from "./fold.ts";

const FOLDS: Readonly<Record<Exclude<Folding, "none">, Uint8Array>> = {
  ascii: foldTable(false),
  latin1: foldTable(true),
};

/** Whether the `length` bytes from `start` stand again at `place`. */
export function repeatsAt(
  subject: string,
  start: number,
  length: number,
  place: number,
  folding: Folding,
): boolean {
  if (place + length > subject.length) return false;
  const fold = folding === "none" ? undefined : FOLDS[folding];
  for (let index = 0; index < length; index++) {
    const left = subject.charCodeAt(start + index);
    const right = subject.charCodeAt(place + index);
    if (left !== right && (fold === undefined || fold[left] !== fold[right])) return false;
  }
  return true;
}
