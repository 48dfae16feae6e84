import { accessSync, constants, type Stats, statSync } from "node:fs";
import { geteuid } from "node:process";
import { groupName, userName } from "../system/users.ts";

const { R_OK, X_OK } = constants;
const GROUP_MAY_READ = 0o040;
const GROUP_MAY_ENTER = 0o010;

/**
 * What would let our user read a file that it may not read; undefined if permissions are not what is wrong.
 * The first folder on the way that cannot be entered is told of, or the file.
 */
export function permissionRemedy(name: string): string | undefined {
  const blocked = firstBlocked(name);
  if (!blocked) return undefined;
  const { path, stat, isLast } = blocked;
  const user = userName(geteuid?.() ?? 0);
  const group = groupName(stat.gid);
  if ((stat.mode & (isLast ? GROUP_MAY_READ : GROUP_MAY_ENTER)) !== 0 && stat.gid !== 0) {
    const unit = `SupplementaryGroups=${group} in the unit`;
    const account = `usermod --append --groups ${group} ${user}`;
    return `group ${group} may ${isLast ? "read" : "enter"} ${path}: ${unit}, or ${account}, and a restart`;
  }
  const only = `only ${userName(stat.uid)} may ${isLast ? "read" : "enter"} ${path}`;
  // The opener reads nothing that others than root could have put there.
  if (stat.uid !== 0) return `${only}: setfacl -m u:${user}:${isLast ? "r" : "x"} ${path}`;
  return `${only}: sec-ts setup profile root-inputs, or start as root with --user=${user}`;
}

interface Blocked {
  readonly path: string;
  readonly stat: Stats;
  readonly isLast: boolean;
}

function firstBlocked(name: string): Blocked | undefined {
  const parts = name.split("/");
  for (let count = 1; count <= parts.length; count += 1) {
    const isLast = count === parts.length;
    const path = parts.slice(0, count).join("/") || (name.startsWith("/") ? "/" : ".");
    const bytes = Buffer.from(path, "latin1");
    try {
      accessSync(bytes, isLast ? R_OK : X_OK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EACCES") return undefined;
      const stat = statSync(bytes, { throwIfNoEntry: false });
      return stat && { path, stat, isLast };
    }
  }
  return undefined;
}
