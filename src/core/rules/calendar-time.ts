import type { LocalTime } from "../ports.ts";
import type { Span } from "../span.ts";

/** A Calendar rule's time condition: the minutes, hours … at which it holds (manual: "CALENDAR RULE"). */
export interface CalendarTime {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Days of the month; 0 is the last one. */
  readonly days: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** 0 to 6, 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** The year's last two digits; absent for every year. */
  readonly years?: readonly number[];
  readonly span: Span;
}

/**
 * Whether a local time meets all conditions; days and weekdays are joined with AND, unlike in crontab(5).
 * The last day of a month is one that is followed by the first in 86,400 seconds, even where clocks change.
 */
export function calendarMatches(time: CalendarTime, local: LocalTime, aDayLater: LocalTime): boolean {
  const { minutes, hours, days, months, weekdays, years } = time;
  return (
    minutes.includes(local.minute) &&
    hours.includes(local.hour) &&
    months.includes(local.month) &&
    weekdays.includes(local.weekday) &&
    (days.includes(local.day) || (days.includes(0) && aDayLater.day === 1)) &&
    (!years || years.includes(local.year % 100))
  );
}

/** A local minute, which comes twice when clocks go back. */
export function minuteText({ year, month, day, hour, minute }: LocalTime): string {
  return `${year}-${month}-${day} ${hour}:${minute}`;
}
