import type { TimestampFormat } from "./definition.ts";
import { readIso8601 } from "./iso8601.ts";

/** The header of RFC 5424: `<34>1 2026-11-24T05:00:00Z host …`. */
export const rfc5424: TimestampFormat = {
  summary: "syslog with the header of RFC 5424",
  reader: (settings) => (line) => {
    const header = /^<\d{1,3}>\d{1,2} /.exec(line);
    if (!header) return undefined;
    const [{ length }] = header;
    const found = readIso8601(line.slice(length), settings);
    return found && { time: found.time, decidingBytes: length + found.length + 1 };
  },
};
