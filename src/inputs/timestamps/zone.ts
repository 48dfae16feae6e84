/**
 * Reads the name of a time zone: `UTC`, an offset such as `+02:00`, or a name such as `Europe/Tallinn`;
 * `local` is the zone of this machine. Returns a function that gives the seconds east of UTC at a local
 * time, which is passed as if it were UTC in seconds since Epoch; undefined if there is no such zone. Of an
 * hour that comes twice the first is meant, and an hour that is left out counts on from the time before it.
 */
export function zoneOffset(name: string): ((localSeconds: number) => number) | undefined {
  const fixed = /^(?:UTC|GMT)?([+-])(\d\d):?(\d\d)$/i.exec(name);
  if (fixed) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60;
    return () => (fixed[1] === "-" ? -seconds : seconds);
  }
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return () => 0;
  const offsetAt = name === "local" ? localOffset : namedOffset(name);
  if (!offsetAt) return undefined;
  return (local) => {
    // The offsets a day before and a day after differ where clocks change; the consistent one holds.
    const before = offsetAt(local - 86_400);
    return offsetAt(local - before) === before ? before : offsetAt(local + 86_400);
  };
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
