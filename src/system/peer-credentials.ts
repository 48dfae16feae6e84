import type { Socket } from "node:net";
import { libc } from "./libc.ts";

const getsockopt = libc.func("int getsockopt(int, int, int, void *, void *)");

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const SO_PEERGROUPS = 59;
const CREDENTIAL_BYTES = 12;
/** As many supplementary groups as Linux allows. */
const MOST_GROUPS = 65_536;

/** Who is at the other end of a UNIX socket, as the kernel saw it when the connection was made. */
export interface PeerCredentials {
  readonly process: number;
  readonly user: number;
  /** The group and the supplementary groups. */
  readonly groups: readonly number[];
}

/** The credentials of a connection's peer; undefined if the kernel does not say, or it has gone. */
export function peerCredentials(socket: Socket): PeerCredentials | undefined {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return undefined;
  const credentials = Buffer.alloc(CREDENTIAL_BYTES);
  const length = new Uint32Array([CREDENTIAL_BYTES]);
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0) return undefined;
  const user = credentials.readUInt32LE(4);
  const group = credentials.readUInt32LE(8);
  return {
    process: credentials.readInt32LE(0),
    user,
    groups: [...new Set([group, ...supplementaryGroups(descriptor)])],
  };
}

/** Not known before Linux 4.13; then the peer's own group must do. */
function supplementaryGroups(descriptor: number): readonly number[] {
  for (let room = 64; room <= MOST_GROUPS; room *= 4) {
    const groups = new Uint32Array(room);
    const length = new Uint32Array([groups.byteLength]);
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, length) === 0) {
      return [...groups.subarray(0, length[0]! / Uint32Array.BYTES_PER_ELEMENT)];
    }
  }
  return [];
}

/** Node does not tell the descriptor of a socket, but its handle has it. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: number } };
  const fd = handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}
