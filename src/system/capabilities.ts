import { readFileSync } from "node:fs";
import { cString, libc } from "./libc.ts";

const capset = libc.func("int capset(void *, void *)");
const faccessat = libc.func("int faccessat(int, void *, int, int)");

const CAPABILITY_VERSION_3 = 0x20080522;
const AT_FDCWD = -100;
const AT_EACCESS = 0x200;
const R_OK = 4;

/** Whether this process has any capability (capabilities(7)); root usually has all. */
export function hasCapabilities(): boolean {
  const status = readFileSync("/proc/self/status", "latin1");
  return [...status.matchAll(/^Cap(?:Prm|Eff|Amb):\s*([0-9a-f]+)$/gm)].some(([, set = ""]) =>
    /[^0]/.test(set),
  );
}

/**
 * Whether a file could be read with only the rights of a user: the effective one if we are root for the
 * moment, else our own without capabilities. `path` is bytes, one a character. Has no effect on the file.
 */
export function mayRead(path: string, whose: "effective" | "real"): boolean {
  return faccessat(AT_FDCWD, cString(path), R_OK, whose === "effective" ? AT_EACCESS : 0) === 0;
}

/**
 * Takes all capabilities from this thread, those included that it could pass on. A sandbox may forbid the
 * call; then those that are passed on have to be given up by other means.
 */
export function dropThreadCapabilities(): void {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(CAPABILITY_VERSION_3, 0);
  capset(header, Buffer.alloc(24));
}
