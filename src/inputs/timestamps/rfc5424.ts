import type { TimestampFormat } from "./definition.ts";
import { readIso8601 } from "./iso8601.ts";

/** The header of RFC 5424: `<34>1 2026-11-24T05:00:00Z host …`. */
export const rfc5424: TimestampFormat = {
  summary: "syslog with the header of RFC 5424",
  reader: (settings) => (line) => {
    const header = /^<\d{1,3}>\d{1,2} /.exec(line);
    const time = header ? readIso8601(line.slice(header[0].length), settings) : undefined;
    return time === undefined ? undefined : { time, text: line };
  },
};
