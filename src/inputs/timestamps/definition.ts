/** A line whose timestamp has been read. */
export interface Stamped {
  /** Seconds since Epoch, without fraction. */
  readonly time: number;
  /** The line as the rules see it; absent if the line only moved the clock. */
  readonly text?: string;
}

/** What may be known about timestamps that do not say everything. */
export interface TimestampSettings {
  /** The year of the first line, for formats without a year. */
  readonly year: number;
  /** Seconds east of UTC at a local time, given as if it were UTC in seconds since Epoch. */
  zoneOffset(localSeconds: number): number;
}

/** A timestamp format: reads the timestamp of a line, or says that there is none. */
export interface TimestampFormat {
  readonly summary: string;
  /** A reader may remember what came before, such as the month of the line before. */
  reader(settings: TimestampSettings): (line: string) => Stamped | undefined;
}
