import { readFileSync } from "node:fs";

/** Tells the time since the machine was started from all others; empty if nobody says so. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "";
  }
}
