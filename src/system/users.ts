import { readFileSync } from "node:fs";
import koffi from "koffi";
import { cString, libc } from "./libc.ts";

koffi.struct("passwd", {
  pw_name: "const char *",
  pw_passwd: "const char *",
  pw_uid: "uint32_t",
  pw_gid: "uint32_t",
  pw_gecos: "const char *",
  pw_dir: "const char *",
  pw_shell: "const char *",
});
koffi.struct("group", {
  gr_name: "const char *",
  gr_passwd: "const char *",
  gr_gid: "uint32_t",
  gr_mem: "void *",
});
const getpwnam = libc.func("passwd *getpwnam(const char *name)");
const getpwuid = libc.func("passwd *getpwuid(uint32_t user)");
const getgrgid = libc.func("group *getgrgid(uint32_t group)");
const getgrnam = libc.func("group *getgrnam(const char *name)");

/** A user's number and that of his primary group; undefined if there is no such user. */
export function userNamed(name: string): { readonly user: number; readonly group: number } | undefined {
  const found: unknown = getpwnam(cString(name));
  if (found === null) return undefined;
  const { pw_uid: user, pw_gid: group } = koffi.decode(found, "passwd") as {
    readonly pw_uid: number;
    readonly pw_gid: number;
  };
  return { user, group };
}

/** A group's number; undefined if there is no such group. */
export function groupNamed(name: string): number | undefined {
  const found: unknown = getgrnam(cString(name));
  return found === null ? undefined : (koffi.decode(found, "group") as { readonly gr_gid: number }).gr_gid;
}

/** A user's name; the number if it has none. */
export function userName(user: number): string {
  const found: unknown = getpwuid(user);
  if (found === null) return String(user);
  return (koffi.decode(found, "passwd") as { readonly pw_name: string }).pw_name;
}

/** A group's name; the number if it has none. */
export function groupName(group: number): string {
  const found: unknown = getgrgid(group);
  if (found === null) return String(group);
  return (koffi.decode(found, "group") as { readonly gr_name: string }).gr_name;
}

/**
 * The supplementary groups of the process, the last one first, as Perl lists them. Node's own list has the
 * effective group as well, whether it is one of them or not.
 */
export function otherGroups(): readonly number[] {
  try {
    const [, groups = ""] = /^Groups:(.*)/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
    return groups.trim().split(/\s+/).filter(Boolean).map(Number).toReversed();
  } catch {
    return process.getgroups?.() ?? [];
  }
}
