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
