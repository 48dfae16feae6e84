import type { TimestampFormat } from "./definition.ts";

/** `@<epoch>[.fraction] text`, or `@<epoch>` alone to move the clock; the prefix is not part of the line. */
export const prefix: TimestampFormat = {
  summary: "@<seconds since Epoch> before the line, which is removed",
  reader: () => (line) => {
    const found = /^@(\d{1,15})(?:\.\d*)?( |$)/.exec(line);
    if (!found) return undefined;
    const time = Number(found[1]);
    const { length } = found[0];
    if (found[2] === "") return { time, decidingBytes: length + 1, clockOnly: true };
    return { time, decidingBytes: length, removedBytes: length };
  },
};
