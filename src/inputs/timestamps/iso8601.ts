import type { TimestampFormat, TimestampSettings } from "./definition.ts";

const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?(?=\W|$)/;

/** `2026-11-24T05:00:00.123+02:00` at the beginning of the line; without a zone it is local time. */
export const iso8601: TimestampFormat = {
  summary: "ISO 8601 or RFC 3339 at the beginning of the line, as in rsyslog's file format",
  reader: (settings) => {
    let last: number | undefined;
    return (line) => {
      const found = readIso8601(line, settings, last);
      if (!found) return undefined;
      last = found.time;
      return { time: last, decidingBytes: found.length + 1 };
    };
  },
};

/**
 * The moment that a text begins with, in seconds since Epoch, and the length of its timestamp. `last` is the
 * moment of the line before.
 */
export function readIso8601(
  text: string,
  settings: TimestampSettings,
  last?: number,
): { readonly time: number; readonly length: number } | undefined {
  const found = ISO_8601.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  return { time: local - zoneSeconds(found[7], local, settings, last), length: found[0].length };
}

function zoneSeconds(
  zone: string | undefined,
  local: number,
  settings: TimestampSettings,
  last: number | undefined,
): number {
  if (zone === undefined) return settings.zoneOffset(local, last);
  if (zone === "Z") return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60;
  return zone[0] === "-" ? -seconds : seconds;
}
