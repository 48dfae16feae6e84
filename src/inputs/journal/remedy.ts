import { accessSync, constants, readdirSync } from "node:fs";
import { geteuid } from "node:process";
import { userName } from "../../system/users.ts";

const FOLDERS = ["/var/log/journal", "/run/log/journal"];
const SYSTEM_JOURNAL = "system.journal";

/**
 * What would let our user read the whole journal, if it may not: journalctl then shows fewer entries, or
 * none, and says so to nobody. Undefined if permissions are as they should be.
 */
export function journalRemedy(folder: string | undefined): string | undefined {
  const unreadable = (folder === undefined ? FOLDERS : [folder])
    .flatMap(filesOf)
    .find((path) => !mayRead(path));
  if (unreadable === undefined) return undefined;
  const user = userName(geteuid?.() ?? 0);
  const unit = "SupplementaryGroups=systemd-journal in the unit";
  const account = `usermod --append --groups systemd-journal ${user}`;
  return `${user} may not read ${unreadable}: ${unit}, or ${account}, and a restart`;
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) =>
      name.endsWith(".journal") ? [`${folder}/${name}`] : [`${folder}/${name}/${SYSTEM_JOURNAL}`],
    );
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? [folder] : [];
  }
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EACCES";
  }
}
