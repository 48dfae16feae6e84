import type { InputSurroundings } from "../input-surroundings.ts";
import type { LineSource } from "../line-source.ts";
import { JournalInput } from "./journal-input.ts";
import { joinUnnamed } from "./matches.ts";
import { type OwnIdentity, ownIdentity } from "./own-entries.ts";

let own: OwnIdentity | undefined;

/** The journal inputs that the options name. Those that there were before and are the same go on. */
export function journalInputs(
  around: InputSurroundings,
  before: ReadonlyMap<string, LineSource> | undefined,
): readonly JournalInput[] {
  own ??= ownIdentity();
  const surroundings = {
    // Options may change.
    get settings() {
      return around.settings;
    },
    own,
    activate: around.activate,
  };
  return joinUnnamed(around.settings.journals).map((pattern) => {
    const made = new JournalInput(pattern, surroundings);
    const known = before?.get(made.name);
    if (!(known instanceof JournalInput)) return made;
    const { matches, units } = known.pattern;
    return isEqual(matches, pattern.matches) && isEqual(units, pattern.units) ? known : made;
  });
}

function isEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at]);
}
