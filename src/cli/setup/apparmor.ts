import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIFO } from "./options-file.ts";
import { run } from "./run.ts";

/** Profiles, and what is added to that of rsyslogd, as Ubuntu has them. */
const PROFILES = "/etc/apparmor.d";
const ADDITIONS = join(PROFILES, "rsyslog.d");
const OURS = join(ADDITIONS, "sec-ts");
const TEXT = `# Written by sec-ts setup rsyslog.\n${FIFO} w,\n`;

/** Lets an rsyslogd that AppArmor confines write into the FIFO; does nothing where it does not. */
export function permitFifo(): void {
  if (!existsSync(ADDITIONS)) return;
  writeFileSync(OURS, TEXT, { mode: 0o644 });
  loadProfile();
}

/** Takes that back. */
export function forbidFifo(): void {
  if (!existsSync(OURS)) return;
  rmSync(OURS);
  loadProfile();
}

/** Only where AppArmor is at work, and the profile has not been switched off. */
function loadProfile(): void {
  const profile = readdirSync(PROFILES).find((name) => /^(usr\.s?bin\.)?rsyslogd?$/.test(name));
  if (profile === undefined || existsSync(join(PROFILES, "disable", profile)) || !isEnabled()) return;
  run("apparmor_parser", "--replace", join(PROFILES, profile));
}

function isEnabled(): boolean {
  try {
    return readFileSync("/sys/module/apparmor/parameters/enabled", "latin1").startsWith("Y");
  } catch {
    return false;
  }
}
