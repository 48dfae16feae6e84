import { chmodSync, chownSync, closeSync, lstatSync, type Stats, unlinkSync } from "node:fs";
import { errnoOf, errorText } from "../../system/libc.ts";
import { connectSocket, unixAddress } from "../../system/sockets.ts";
import { groupNamed } from "../../system/users.ts";

/** Its members may ask how the program is doing. */
const READER_GROUP = "sec-ts";
const OWNER_AND_GROUP = 0o660;
/** The value of `--control` that stands for no socket. */
const NO_SOCKET = "none";
/** The file's name in the directory that systemd makes for the unit. */
const SOCKET_NAME = "control";

/** Where the control socket is to be: what the option says, or the unit's runtime directory. */
export function controlPath(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (option !== undefined) return option === NO_SOCKET ? undefined : option;
  const [folder] = (environment["RUNTIME_DIRECTORY"] ?? "").split(":");
  return folder && environment["INVOCATION_ID"] ? `${folder}/${SOCKET_NAME}` : undefined;
}

let group: { readonly number: number | undefined } | undefined;

/** The number of group `sec-ts`, asked for once, since some name services take their time. */
export function readerGroup(): number | undefined {
  return (group ??= { number: groupNamed(READER_GROUP) }).number;
}

/** Why there cannot be a socket at a path; a socket that nobody listens to any more is removed. */
export function socketFailure(path: string): string | undefined {
  const address = unixAddress(Buffer.from(path).toString("latin1"));
  if (!address) return `the path of a socket has at most 107 bytes`;
  let stat: Stats | undefined;
  try {
    stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isSocket()) return "there is something else of this name, which is not a socket";
    const { descriptor } = connectSocket("stream", address);
    if (descriptor === undefined) unlinkSync(path);
    else {
      closeSync(descriptor);
      return "another program listens there";
    }
    return undefined;
  } catch (error) {
    return errorText(errnoOf(error));
  }
}

/** Lets group `sec-ts` connect to the socket, if there is such a group that we may give it to. */
export function takeSocket(path: string): void {
  const number = readerGroup();
  if (number === undefined) return;
  try {
    if (lstatSync(path).gid !== number) chownSync(path, -1, number);
    chmodSync(path, OWNER_AND_GROUP);
  } catch {
    // Then only root and our user can connect.
  }
}
