import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeText, readCases, type StoredCase } from "./cases.ts";
import { expectedText, type Outcome, orderedText, stateText } from "./outcome.ts";
import { closeReference, runReference } from "./reference.ts";

const HASH_SEEDS = [0, 12345, 67890, 424242];

/** Writes what the reference does into the folders of all cases, or of those named by an argument. */
async function regenerate(wanted: readonly string[]): Promise<void> {
  const cases = readCases().filter(
    ({ name, byHand }) =>
      byHand === undefined && (wanted.length === 0 || wanted.some((part) => name.includes(part))),
  );
  for (const stored of cases) {
    const outcomes = await Promise.all(HASH_SEEDS.map((hashSeed) => runReference(stored, { hashSeed })));
    if (outcomes.some(({ exitCode }) => exitCode < 0)) {
      fault(stored, "the reference did not end in time");
      continue;
    }
    if (differ(outcomes, expectedText)) undetermined(stored, "output");
    if (stored.expectedState !== undefined && differ(outcomes, stateText)) undetermined(stored, "state");
    // A marker stays, since a race between commands may not show in these few runs.
    const unordered = stored.unordered || differ(outcomes, orderedText);
    store({ ...stored, unordered }, outcomes[0]!);
  }
  process.stdout.write(`${cases.length} cases\n`);
}

function differ(outcomes: readonly Outcome[], text: (outcome: Outcome) => string): boolean {
  return new Set(outcomes.map(text)).size > 1;
}

function undetermined(stored: StoredCase, what: string): void {
  fault(stored, `${what} depends on the order of Perl's hashes`);
}

function fault({ name }: StoredCase, what: string): void {
  process.exitCode = 1;
  process.stderr.write(`${name}: ${what}\n`);
}

function store(stored: StoredCase, outcome: Outcome): void {
  if (stored.unordered) writeFileSync(join(stored.folder, "unordered"), "");
  writeFileSync(join(stored.folder, "expected"), outcomeText(stored, outcome), "latin1");
  if (stored.expectedState !== undefined)
    writeFileSync(join(stored.folder, "expected.state.json"), stateText(outcome), "utf8");
}

await regenerate(process.argv.slice(2));
closeReference();
