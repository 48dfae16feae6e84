import type { Engine } from "../engine.ts";
import type { LocalTime } from "../ports.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number): string => String(value).padStart(2, "0");

/** Built-in variables that depend on the time (manual: "ACTIONS, ACTION LISTS AND ACTION LIST VARIABLES"). */
const OF_TIME: Readonly<Record<string, (time: LocalTime) => string>> = {
  t: localTimeText,
  ".sec": (time) => two(time.second),
  ".min": (time) => two(time.minute),
  ".hour": (time) => two(time.hour),
  ".hmsstr": timeOfDay,
  ".mday": (time) => two(time.day),
  ".mdaystr": (time) => String(time.day).padStart(2),
  ".mon": (time) => two(time.month),
  ".monstr": (time) => MONTHS[time.month - 1]!,
  ".year": (time) => String(time.year),
  ".wday": (time) => String(time.weekday),
  ".wdaystr": (time) => WEEKDAYS[time.weekday]!,
  ".tzname": (time) => time.zone,
  ".tzoff": (time) => time.offset,
  ".tzoff2": (time) =>
    /^[+-]\d{4}$/.test(time.offset) ? `${time.offset.slice(0, 3)}:${time.offset.slice(3)}` : "",
};

/** Built-in variables that stand for a character. */
const OF_CHARACTERS: ReadonlyMap<string, string> = new Map([
  [".nl", "\n"],
  [".cr", "\r"],
  [".tab", "\t"],
  [".sp", " "],
  ...Array.from({ length: 256 }, (_, code) => [`.chr${code}`, String.fromCharCode(code)] as const),
]);

/**
 * The value of a built-in action list variable at the engine's present second; undefined if there is none.
 */
export function builtInVariable(engine: Engine, name: string): string | undefined {
  if (name === "u") return String(engine.now);
  const ofTime = Object.hasOwn(OF_TIME, name) ? OF_TIME[name] : undefined;
  return ofTime ? ofTime(engine.ports.localTime(engine.now)) : OF_CHARACTERS.get(name);
}

/** The character that a built-in variable stands for at all times; undefined if it does not. */
export function characterVariable(name: string): string | undefined {
  return OF_CHARACTERS.get(name);
}

/** The names of the built-in variables that dumps show. */
export function builtInNames(): readonly string[] {
  const ofCharacters = [...OF_CHARACTERS.keys()].filter((name) => !/\d{3}|[4-9]\d|3[2-9]/.test(name));
  return [...Object.keys(OF_TIME).filter((name) => name !== "t"), ...ofCharacters];
}

function timeOfDay({ hour, minute, second }: LocalTime): string {
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** A local time as Perl's `localtime` writes it: `Fri Feb 19 17:54:18 2016`. */
export function localTimeText(time: LocalTime): string {
  const day = String(time.day).padStart(2);
  return `${WEEKDAYS[time.weekday]} ${MONTHS[time.month - 1]} ${day} ${timeOfDay(time)} ${time.year}`;
}
