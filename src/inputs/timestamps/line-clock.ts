import { TIMESTAMP_FORMATS, type TimestampFormatName } from "./index.ts";
import { zoneOffset } from "./zone.ts";

/** A timestamp that lies so far ahead, and names no year, is of the year before. */
const AHEAD_SECONDS = 86_400;
const YEAR_SECONDS = 31_536_000;

/** Where the lines of an input say when they were written: `auto` finds out. */
export type LineClockName = TimestampFormatName | "auto";

/** Reads the times of an input's lines, which are local times where they name no zone. */
export class LineClock {
  private readonly readers: readonly ((line: string) => { readonly time: number } | undefined)[];
  private reader: ((line: string) => { readonly time: number } | undefined) | undefined;
  private readonly present: number;

  /** `present` is in seconds since Epoch. */
  constructor(name: LineClockName, present: number) {
    const formats = name === "auto" ? Object.values(TIMESTAMP_FORMATS) : [TIMESTAMP_FORMATS[name]];
    const settings = { year: new Date(present * 1000).getFullYear(), zoneOffset: zoneOffset("local")! };
    this.readers = formats.map((format) => format.reader(settings));
    this.present = present;
  }

  /** The second that a line names, since Epoch; undefined if it names none. */
  timeOf(text: string): number | undefined {
    const time = this.reader ? this.reader(text)?.time : this.find(text);
    if (time === undefined || !Number.isFinite(time)) return undefined;
    return time > this.present + AHEAD_SECONDS ? time - YEAR_SECONDS : time;
  }

  private find(text: string): number | undefined {
    for (const reader of this.readers) {
      const found = reader(text);
      if (!found) continue;
      this.reader = reader;
      return found.time;
    }
    return undefined;
  }
}
