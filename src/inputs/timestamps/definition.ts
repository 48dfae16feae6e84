/** What a line's timestamp says. */
export interface Stamped {
  /** Seconds since Epoch, without fraction. */
  readonly time: number;
  /**
   * How many bytes at the beginning of the line, with the one behind the timestamp, decide on the time: a
   * next line that begins with the same bytes has the same time.
   */
  readonly decidingBytes: number;
  /** How many bytes at the beginning are no part of the line. */
  readonly removedBytes?: number;
  /** The line only moves the clock, and is no event. */
  readonly clockOnly?: boolean;
}

/** What may be known about timestamps that do not say everything. */
export interface TimestampSettings {
  /** The year of the first line, for formats without a year. */
  readonly year: number;
  /**
   * Seconds east of UTC at a local time, given as if it were UTC in seconds since Epoch. `last` is the time
   * of the line before: of a local time that comes twice, that is meant which is nearer.
   */
  zoneOffset(localSeconds: number, last?: number): number;
}

/** A timestamp format: reads the timestamp of a line, or says that there is none. */
export interface TimestampFormat {
  readonly summary: string;
  /** A reader may remember what came before, such as the month of the line before. */
  reader(settings: TimestampSettings): (line: string) => Stamped | undefined;
}
