import koffi from "koffi";
import type { LocalTime } from "../core/ports.ts";
import { libc } from "./libc.ts";

const tm = koffi.struct("tm", {
  tm_sec: "int",
  tm_min: "int",
  tm_hour: "int",
  tm_mday: "int",
  tm_mon: "int",
  tm_year: "int",
  tm_wday: "int",
  tm_yday: "int",
  tm_isdst: "int",
  tm_gmtoff: "long",
  tm_zone: "const char *",
});
const localtimeR = libc.func("localtime_r", "void *", [
  koffi.pointer("int64_t"),
  koffi.out(koffi.pointer(tm)),
]);
const tzset = libc.func("void tzset()");

interface Tm {
  tm_sec: number;
  tm_min: number;
  tm_hour: number;
  tm_mday: number;
  tm_mon: number;
  tm_year: number;
  tm_wday: number;
  tm_gmtoff: number;
  tm_zone: string;
}

let zone: string | undefined;
let cachedSecond: number | undefined;
let cachedTime: LocalTime | undefined;

/**
 * Local time as localtime_r(3) has it, in the zone that the environment variable TZ names at the moment.
 * JavaScript's dates do not know the abbreviated names of zones.
 */
export function localTime(epochSeconds: number): LocalTime {
  const present = process.env["TZ"] ?? "";
  if (present !== zone) {
    zone = present;
    cachedSecond = undefined;
    tzset();
  }
  if (cachedTime && epochSeconds === cachedSecond) return cachedTime;
  const fields = {} as Tm;
  localtimeR([epochSeconds], fields);
  cachedSecond = epochSeconds;
  cachedTime = {
    second: fields.tm_sec,
    minute: fields.tm_min,
    hour: fields.tm_hour,
    day: fields.tm_mday,
    month: fields.tm_mon + 1,
    year: fields.tm_year + 1900,
    weekday: fields.tm_wday,
    zone: fields.tm_zone,
    offset: offsetText(Number(fields.tm_gmtoff)),
  };
  return cachedTime;
}

const two = (value: number): string => String(value).padStart(2, "0");

function offsetText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
