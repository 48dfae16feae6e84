import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConformanceCase, expectedText, type Outcome, orderedText } from "./outcome.ts";

/** A case that lies in a folder of `test/conformance/cases`, with the outcome that it must have. */
export interface StoredCase extends ConformanceCase {
  readonly folder: string;
  /** The text that `outcomeText` must give. */
  readonly expected: string;
  /** The order of writing within a second is not determined, since the reference walks hashes. */
  readonly unordered: boolean;
  /** JSON of the state at the end of the trace, where the case is about that. */
  readonly expectedState?: string;
  /** Why `expected` was written by hand: the installed reference lacks what the case shows. */
  readonly byHand?: string;
}

const CASES = join(import.meta.dirname, "cases");

/**
 * All stored cases, by name (`<area>/<case>`). Those of the area `perl` need Perl, those of `commands` run
 * commands or use files; no other area does. A folder holds
 * - `*.conf`: rule files, in the order of their names,
 * - `trace`, or one `trace.<input>` per input file,
 * - `options` (one per line) and `zone`, both optional,
 * - `expected`, made by `scripts/regenerate-conformance`, and `expected.state.json` where the state matters,
 * - `unordered`, empty: lines of the same second are compared sorted,
 * - `by-hand`: a reason; such a case is not run with the reference.
 */
export function readCases(): StoredCase[] {
  return folders(CASES)
    .flatMap((area) => folders(join(CASES, area)).map((name) => `${area}/${name}`))
    .map((name) => readCase(name, join(CASES, name)));
}

function folders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

function readCase(name: string, folder: string): StoredCase {
  const read = (file: string) => readFileSync(join(folder, file), file.endsWith(".json") ? "utf8" : "latin1");
  const optional = (file: string) => (existsSync(join(folder, file)) ? read(file) : undefined);
  const names = readdirSync(folder).toSorted();
  const inputs = names.filter((file) => file.startsWith("trace."));
  const zone = optional("zone")?.trim();
  const expectedState = optional("expected.state.json");
  const byHand = optional("by-hand");
  return {
    name,
    folder,
    files: Object.fromEntries(
      names.filter((file) => file.endsWith(".conf")).map((file) => [file, read(file)]),
    ),
    trace: inputs.length === 0 ? read("trace") : "",
    ...(inputs.length === 0
      ? {}
      : { inputs: Object.fromEntries(inputs.map((file) => [file.slice("trace.".length), read(file)])) }),
    options: (optional("options") ?? "").split("\n").filter((line) => line !== ""),
    expected: optional("expected") ?? "",
    unordered: names.includes("unordered"),
    ...(zone === undefined ? {} : { zone }),
    ...(expectedState === undefined ? {} : { expectedState }),
    ...(byHand === undefined ? {} : { byHand }),
  };
}

/** An outcome in the form of a case's `expected` file. */
export function outcomeText({ unordered }: Pick<StoredCase, "unordered">, outcome: Outcome): string {
  return unordered ? expectedText(outcome) : orderedText(outcome);
}
