import type { TimestampSettings } from "./definition.ts";

/** Clocks change at quarters of an hour, so the offsets at its beginning hold for all of it. */
const QUARTER_SECONDS = 900;

/**
 * Reads the name of a time zone: `UTC`, an offset such as `+02:00`, or a name such as `Europe/Tallinn`;
 * `local` is the zone of this machine. Returns a function that gives the seconds east of UTC at a local
 * time, which is passed as if it were UTC in seconds since Epoch; undefined if there is no such zone. An hour
 * that is left out counts on from the time before it. Of an hour that comes twice that is meant which is
 * nearer to the line before, else the first.
 */
export function zoneOffset(name: string): TimestampSettings["zoneOffset"] | undefined {
  const fixed = /^(?:UTC|GMT)?([+-])(\d\d):?(\d\d)$/i.exec(name);
  if (fixed) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60;
    return () => (fixed[1] === "-" ? -seconds : seconds);
  }
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return () => 0;
  const offsetAt = name === "local" ? localOffset : namedOffset(name);
  if (!offsetAt) return undefined;
  let quarter = Number.NaN;
  let possible: readonly [number, number] = [0, 0];
  return (local, last) => {
    const present = Math.floor(local / QUARTER_SECONDS);
    if (present !== quarter) possible = possibleOffsets(offsetAt, present * QUARTER_SECONDS);
    quarter = present;
    const [first, second] = possible;
    if (first === second || last === undefined) return first;
    return Math.abs(local - second - last) < Math.abs(local - first - last) ? second : first;
  };
}

/** The offsets that a local time can have, the earlier moment first; twice the same one nearly always. */
function possibleOffsets(
  offsetAt: (epochSeconds: number) => number,
  local: number,
): readonly [number, number] {
  // The offsets a day before and a day after differ where clocks change; a consistent one holds.
  const before = offsetAt(local - 86_400);
  const after = offsetAt(local + 86_400);
  const [first, second] = [before, after].map((offset) => offsetAt(local - offset) === offset);
  if (first) return second ? [before, after] : [before, before];
  // What is consistent with neither is left out by the clocks, and counts on.
  return second ? [after, after] : [before, before];
}

function localOffset(epochSeconds: number): number {
  return -new Date(epochSeconds * 1000).getTimezoneOffset() * 60;
}

function namedOffset(name: string): ((epochSeconds: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
  return (epochSeconds) => {
    const text =
      format.formatToParts(epochSeconds * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const found = /([+-])(\d\d):(\d\d)/.exec(text);
    if (!found) return 0;
    const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60;
    return found[1] === "-" ? -seconds : seconds;
  };
}
