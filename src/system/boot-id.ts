import { readFileSync } from "node:fs";

/**
 * Tells the time since the machine was started from all others, without dashes; empty if nobody says so. A
 * service that sees no more of /proc than processes is told by its unit.
 */
export function bootId(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const told = environment["SEC_TS_BOOT_ID"];
  if (told !== undefined && told !== "") return told;
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim().replaceAll("-", "");
  } catch {
    return "";
  }
}
