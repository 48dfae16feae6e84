import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { canUseInternet } from "../../system/sockets.ts";

const { W_OK } = constants;
const BUS = "/run/dbus/system_bus_socket";
/** Folders of which a service may have its own. */
const TEMPORARY_FOLDERS = ["/tmp", "/var/tmp"];

/** What the service may do, found by trying. */
export interface Sandbox {
  /** Sockets of IPv4. */
  readonly network: boolean;
  /** Programs may have more rights than we: setuid and setgid ones. */
  readonly privileges: boolean;
  /** The system bus (D-Bus). */
  readonly bus: boolean;
  mayWrite(file: string): boolean;
  /** What keeps us from a socket, whether or not it is there now; undefined if nothing does. */
  whyUnreachable(socket: string): "permission" | "own-folder" | undefined;
}

/** The sandbox that we are in. */
export function presentSandbox(): Sandbox {
  const ownFolders = ownTemporaryFolders(readFileSync("/proc/self/mountinfo", "latin1"));
  return {
    network: canUseInternet(),
    privileges: !/^NoNewPrivs:\s*1$/m.test(readFileSync("/proc/self/status", "latin1")),
    bus: failureOf(BUS, W_OK) !== "EACCES",
    mayWrite: (file) => failureOf(thatIsThere(file), W_OK) === undefined,
    whyUnreachable(socket) {
      if (ownFolders.some((folder) => socket.startsWith(`${folder}/`))) return "own-folder";
      const failure = failureOf(socket, W_OK);
      return failure === undefined || failure === "ENOENT" ? undefined : "permission";
    },
  };
}

/** The same sandbox, which tries each file once: many rules write to the same. For one reading of rules. */
export function tryingOnce(sandbox: Sandbox): Sandbox {
  const tried = new Map<string, boolean>();
  return {
    ...sandbox,
    mayWrite(file) {
      const known = tried.get(file) ?? sandbox.mayWrite(file);
      tried.set(file, known);
      return known;
    },
  };
}

/** The temporary folders that nobody else sees, by /proc/self/mountinfo (`PrivateTmp=`). */
export function ownTemporaryFolders(mounts: string): readonly string[] {
  const ofSystemd = /^(?:\d+ ){2}\S+ \S*\/systemd-private-\S+ (\S+) /gm;
  const places = new Set([...mounts.matchAll(ofSystemd)].map(([, place]) => place!));
  return TEMPORARY_FOLDERS.filter((folder) => places.has(folder));
}

/** A file, or the first folder on the way up that is there: what is missing may be made before it is used. */
function thatIsThere(file: string): string {
  return existsSync(bytesOf(file)) || dirname(file) === file ? file : thatIsThere(dirname(file));
}

/** The error of access(2); undefined if access is permitted. */
function failureOf(file: string, mode: number): string | undefined {
  try {
    accessSync(bytesOf(file), mode);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function bytesOf(file: string): Buffer {
  return Buffer.from(file, "latin1");
}
