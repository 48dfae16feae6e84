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

/** Whether a local time meets all conditions; days and weekdays are joined with AND, unlike in crontab(5). */
export function calendarMatches(time: CalendarTime, local: LocalTime): boolean {
  const { minutes, hours, days, months, weekdays, years } = time;
  return (
    minutes.includes(local.minute) &&
    hours.includes(local.hour) &&
    months.includes(local.month) &&
    weekdays.includes(local.weekday) &&
    (days.includes(local.day) || (days.includes(0) && local.day === daysIn(local.month, local.year))) &&
    (!years || years.includes(local.year % 100))
  );
}

function daysIn(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
