import { writeSync } from "node:fs";
import { errnoOf } from "../system/libc.ts";
import type { Transmit } from "./queued-writer.ts";

/** Writes to a file, a FIFO or a pipe. */
export const transmitToFile: Transmit = (descriptor, bytes) => {
  try {
    return { sent: writeSync(descriptor, bytes) };
  } catch (error) {
    return { errno: errnoOf(error) };
  }
};
