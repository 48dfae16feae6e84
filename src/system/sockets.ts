import { closeSync } from "node:fs";
import { isIPv4 } from "node:net";
import { EAGAIN, EINPROGRESS, type Errno, lastErrno, libc } from "./libc.ts";

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** The longest name that struct sockaddr_un can hold, without the NUL at its end. */
const LONGEST_PATH_BYTES = 107;

const socket = libc.func("int socket(int, int, int)");
const connect = libc.func("int connect(int, void *, unsigned int)");
const send = libc.func("long send(int, void *, unsigned long, int)");
const recv = libc.func("long recv(int, void *, unsigned long, int)");
const getsockopt = libc.func("int getsockopt(int, int, int, void *, void *)");

/** Where to send to: a struct sockaddr and its family. */
export interface SocketAddress {
  readonly family: number;
  readonly bytes: Buffer;
}

/**
 * The address of a UNIX socket; undefined if the name is too long for one. One that begins with NUL is
 * abstract.
 */
export function unixAddress(path: string): SocketAddress | undefined {
  const name = Buffer.from(path, "latin1");
  if (name.length > LONGEST_PATH_BYTES) return undefined;
  // All bytes of an abstract name count, so there is no NUL at its end.
  const bytes = Buffer.alloc(2 + name.length + (path.startsWith("\0") ? 0 : 1));
  bytes.writeUInt16LE(AF_UNIX, 0);
  name.copy(bytes, 2);
  return { family: AF_UNIX, bytes };
}

/** The address of a port. `address` is one of IPv4 or IPv6 as `dns.lookup` gives it, maybe with a zone. */
export function internetAddress(address: string, port: number): SocketAddress {
  if (isIPv4(address)) {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    for (const [at, part] of address.split(".").entries()) bytes[4 + at] = Number(part);
    return { family: AF_INET, bytes };
  }
  const [numbers = "", zone] = address.split("%");
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  ipv6Bytes(numbers).copy(bytes, 8);
  bytes.writeUInt32LE(zone === undefined ? 0 : interfaceIndex(zone), 24);
  return { family: AF_INET6, bytes };
}

const inetPton = libc.func("int inet_pton(int, const char *, void *)");
const ifNametoindex = libc.func("unsigned int if_nametoindex(const char *)");

function ipv6Bytes(numbers: string): Buffer {
  const bytes = Buffer.alloc(16);
  inetPton(AF_INET6, numbers, bytes);
  return bytes;
}

function interfaceIndex(zone: string): number {
  return /^\d+$/.test(zone) ? Number(zone) : ifNametoindex(zone);
}

export type Connected =
  | { readonly descriptor: number; readonly errno?: undefined }
  /** The connection is being made: the descriptor becomes writable when that has succeeded or failed. */
  | { readonly descriptor: number; readonly errno: typeof EINPROGRESS }
  | { readonly descriptor?: undefined; readonly errno: Errno };

/** Connects a socket that never waits. */
export function connectSocket(type: "stream" | "datagram", { family, bytes }: SocketAddress): Connected {
  const kind = type === "stream" ? SOCK_STREAM : SOCK_DGRAM;
  const descriptor = socket(family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return { errno: lastErrno() };
  if (connect(descriptor, bytes, bytes.length) === 0) return { descriptor };
  const errno = lastErrno();
  if (errno === EINPROGRESS) return { descriptor, errno };
  closeSync(descriptor);
  return { errno };
}

/** How a connection that was being made has ended: 0, or the error. */
export function connectionError(descriptor: number): Errno {
  const error = new Int32Array(1);
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, error, new Uint32Array([4]));
  return error[0]!;
}

/** Sends without waiting: how many bytes, or the error. */
export function sendBytes(descriptor: number, bytes: Buffer): { readonly sent: number } | { errno: Errno } {
  const sent = Number(send(descriptor, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL));
  return sent >= 0 ? { sent } : { errno: lastErrno() };
}

const received = Buffer.alloc(65_536);

/** Reads what a peer has sent and drops it; says whether there may be more, it has closed, or the error. */
export function drain(descriptor: number): "more" | "nothing" | "closed" | { readonly errno: Errno } {
  const count = Number(recv(descriptor, received, received.length, MSG_DONTWAIT));
  if (count > 0) return "more";
  if (count === 0) return "closed";
  const errno = lastErrno();
  return errno === EAGAIN ? "nothing" : { errno };
}

/** Whether there may be sockets of IPv4 at all. */
export function canUseInternet(): boolean {
  const descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  closeSync(descriptor);
  return true;
}
