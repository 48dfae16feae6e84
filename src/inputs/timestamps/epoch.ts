import type { TimestampFormat } from "./definition.ts";

/** Seconds since Epoch at the beginning of the line, maybe with a fraction, as in squid's access.log. */
export const epoch: TimestampFormat = {
  summary: "seconds since Epoch at the beginning of the line",
  reader: () => (line) => {
    const found = /^(\d{9,11})(?:\.\d+)?(?=[^\w.]|$)/.exec(line);
    return found ? { time: Number(found[1]), decidingBytes: found[0].length + 1 } : undefined;
  },
};
