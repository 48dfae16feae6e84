import { readFileSync } from "node:fs";
import { geteuid } from "node:process";
import { bootId } from "../../system/boot-id.ts";
import type { JournalEntry } from "./export-format.ts";
import { first } from "./formats.ts";

/** What tells our own entries from others; only fields that journald sets itself are looked at. */
export interface OwnIdentity {
  /** Of this process. */
  readonly process: string;
  readonly boot: string | undefined;
  readonly machine: string | undefined;
  /** The unit that systemd has started us as: commands are part of it, and so were we before a restart. */
  readonly unit: string | undefined;
  readonly invocation: string | undefined;
  /** Of the unit, if it is not root; commands cannot become anybody else. */
  readonly user: string | undefined;
}

/** The correlator's unit and its instances. Only root can start a service of such a name. */
const OUR_UNITS = /^sec-ts(@.*)?\.service$/;

/** Those of our units that matches name: their entries are wanted, while otherwise they are ours. */
export function unitsOfOurs(matches: readonly string[]): readonly string[] {
  return matches
    .map((word) => word.replace(/^_SYSTEMD_UNIT=/, ""))
    .filter((unit, at) => unit !== matches[at] && OUR_UNITS.test(unit));
}

/** Who we are. */
export function ownIdentity(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): OwnIdentity {
  // A shell in a session may have the number of a unit that is not ours; NOTIFY_SOCKET is for us.
  const isService = environment["NOTIFY_SOCKET"] !== undefined;
  return {
    process: String(process.pid),
    boot: bootId(environment) || undefined,
    machine: read("/etc/machine-id"),
    unit: isService ? unitOf(read("/proc/self/cgroup") ?? "") : undefined,
    invocation: isService ? environment["INVOCATION_ID"] : undefined,
    user: isService && geteuid?.() ? String(geteuid()) : undefined,
  };
}

/** The service of a process, from its line in /proc/PID/cgroup: `0::/system.slice/sec-ts.service`. */
export function unitOf(cgroups: string): string | undefined {
  const path = /^0::(.*)$/m.exec(cgroups)?.[1] ?? /^\d+:name=systemd:(.*)$/m.exec(cgroups)?.[1];
  return path?.split("/").find((part) => part.endsWith(".service") && !part.startsWith("user@"));
}

/**
 * Whether an entry was written by us, by one of our commands, or by us before a restart; or by another unit
 * of sec-ts, unless it is `wanted`: two that read each other's words would never come to an end. What systemd
 * says about our unit is not ours. Names and tags that anyone can give himself do not count.
 */
export function isOwnEntry(entry: JournalEntry, own: OwnIdentity, wanted: readonly string[] = []): boolean {
  if (isOfOtherMachine(entry, own)) return false;
  const unit = first(entry, "_SYSTEMD_UNIT");
  if (unit !== undefined && unit === own.unit) return true;
  if (own.invocation !== undefined && first(entry, "_SYSTEMD_INVOCATION_ID") === own.invocation) return true;
  if (unit !== undefined && OUR_UNITS.test(unit) && !wanted.includes(unit)) return true;
  // Of a process that has ended at once, as logger does, journald often knows no unit any more.
  if (unit === undefined && own.user !== undefined && first(entry, "_UID") === own.user) return true;
  // Without the number of the boot the process could be one of an earlier boot; a unit is enough then.
  const boot = first(entry, "_BOOT_ID");
  const isThisBoot =
    own.boot === undefined ? own.unit === undefined : boot === undefined || boot === own.boot;
  return isThisBoot && first(entry, "_PID") === own.process;
}

/** Whether an entry was written on another machine, whose journals can be here as well. */
function isOfOtherMachine(entry: JournalEntry, own: OwnIdentity): boolean {
  const machine = first(entry, "_MACHINE_ID");
  return machine !== undefined && own.machine !== undefined && machine !== own.machine;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1").trim();
  } catch {
    return undefined;
  }
}
