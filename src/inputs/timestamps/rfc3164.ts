import type { TimestampFormat } from "./definition.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const RFC_3164 = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?=\W|$)/;

/**
 * `Nov 24 05:00:00` at the beginning of the line, as in traditional syslog files (RFC 3164). The format has
 * no year: it begins with the year of the settings and goes on to the next one when January follows on
 * December.
 */
export const rfc3164: TimestampFormat = {
  summary: "traditional syslog: month, day and time at the beginning of the line",
  reader: ({ year: firstYear, zoneOffset }) => {
    let year = firstYear;
    let lastMonth: number | undefined;
    let last: number | undefined;
    return (line) => {
      const found = RFC_3164.exec(line);
      const month = found ? MONTHS.indexOf(found[1]!) : -1;
      if (!found || month < 0) return undefined;
      // Lines may come a little out of order; only a leap back over most of a year is a new year.
      if (lastMonth !== undefined && lastMonth - month > 6) year += 1;
      else if (lastMonth !== undefined && month - lastMonth > 6) year -= 1;
      lastMonth = month;
      const [day, hour, minute, second] = found.slice(2, 6).map(Number) as [number, number, number, number];
      const local = Date.UTC(year, month, day, hour, minute, second) / 1000;
      last = local - zoneOffset(local, last);
      return { time: last, decidingBytes: found[0].length + 1 };
    };
  },
};
