import type { CalendarTime } from "../core/rules/calendar-time.ts";
import type { ParseScope } from "./parse-scope.ts";
import { part, type SourceText, spanOf, words } from "./source-text.ts";

/** One of the conditions that a time consists of: its name in messages and the numbers it may have. */
interface Unit {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

const UNITS: readonly Unit[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day", least: 0, most: 31 },
  { name: "month", least: 1, most: 12 },
  { name: "weekday", least: 0, most: 7 },
  { name: "year", least: 0, most: 99 },
];

/** `*`, a number, or a range with both, one or none of its ends; all but the number may have a step. */
const ELEMENT = /^(?:(\d+)|(?:\*|(\d*)-(\d*))(?:\/(\d+))?)$/;

const SUNDAY_AGAIN = 7;

/** Reads a `time` field (manual: "CALENDAR RULE"). */
export function parseCalendarTime(source: SourceText, scope: ParseScope): CalendarTime | undefined {
  const conditions = words(source);
  if (conditions.length !== 5 && conditions.length !== 6) {
    scope.report(
      "invalid-time",
      spanOf(source),
      "Wrong number of elements in time specification",
      `there must be 5 or 6 of them, separated by blanks: ${UNITS.map(({ name }) => name).join(", ")}`,
    );
    return undefined;
  }
  const numbers = UNITS.map((unit, index) => {
    const condition = conditions[index];
    return condition ? parseCondition(condition, unit, scope) : [];
  });
  if (numbers.includes(undefined)) return undefined;
  const [minutes = [], hours = [], days = [], months = [], weekdays = [], years = []] = numbers;
  const time = {
    minutes,
    hours,
    days,
    months,
    weekdays: ascending(weekdays.map((day) => day % SUNDAY_AGAIN)),
    span: spanOf(source),
  };
  return conditions.length === 6 ? { ...time, years } : time;
}

function parseCondition(source: SourceText, unit: Unit, scope: ParseScope): readonly number[] | undefined {
  const numbers: number[] = [];
  let elements = 0;
  for (const found of source.text.matchAll(/[^,]+/g)) {
    elements += 1;
    const element = part(source, found.index, found.index + found[0].length);
    const range = parseElement(element.text, unit);
    if (!range) return reportCondition(source, element, unit, scope);
    if (range.from > range.to) reportEmptyRange(element, scope);
    for (let number = range.from; number <= range.to; number += range.step) numbers.push(number);
  }
  if (elements === 0) return reportCondition(source, source, unit, scope);
  return elements === 1 ? numbers : ascending(numbers);
}

function parseElement(
  text: string,
  { least, most }: Unit,
): { from: number; to: number; step: number } | undefined {
  const found = ELEMENT.exec(text);
  if (!found) return undefined;
  const [, single, first, last, step] = found;
  const from = Number(single ?? (first || least));
  const to = Number(single ?? (last || most));
  const valid = from >= least && from <= most && to >= least && to <= most && Number(step ?? 1) > 0;
  return valid ? { from, to, step: Number(step ?? 1) } : undefined;
}

function reportCondition(all: SourceText, element: SourceText, unit: Unit, scope: ParseScope): undefined {
  const numbers = `${unit.least}-${unit.most}`;
  scope.report(
    "invalid-time",
    spanOf(element),
    `Invalid ${unit.name} specification '${all.text}'`,
    /^\d+\/\d+$/.test(element.text)
      ? "only * and ranges may have a step"
      : unit.name === "year"
        ? `a year is written as its last two digits, ${numbers}`
        : `the numbers are ${numbers}`,
  );
  return undefined;
}

function reportEmptyRange(element: SourceText, scope: ParseScope): void {
  const [first, last] = element.text.split("-");
  scope.report(
    "time-never-holds",
    spanOf(element),
    `The range '${element.text}' is empty, since ${first} is more than ${last}`,
    "write two ranges, separated by a comma",
  );
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
