import koffi from "koffi";
import { type Errno, lastErrno, libc } from "./libc.ts";

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const SO_RCVTIMEO = 20;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
/** Layouts of 64-bit Linux: struct iovec, msghdr, and a cmsghdr with room for one descriptor. */
const IOVEC_BYTES = 16;
const MESSAGE_BYTES = 56;
const CONTROL_BYTES = 24;
const CONTROL_LENGTH = 20n;

const socketpair = libc.func("int socketpair(int, int, int, void *)");
const setsockopt = libc.func("int setsockopt(int, int, int, void *, unsigned int)");
const sendmsg = libc.func("long sendmsg(int, void *, int)");
const recvmsg = libc.func("long recvmsg(int, void *, int)");
const fcntl = libc.func("int fcntl(int, int, int)");

/** The longest message that is sent, and received. */
export const MOST_MESSAGE_BYTES = 128 * 1024;

/** Two sockets that are connected and keep messages apart. Neither is inherited. */
export function socketPair(): readonly [one: number, other: number] {
  const ends = new Int32Array(2);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) !== 0) {
    throw new Error(`socketpair failed (${lastErrno()})`);
  }
  return [ends[0]!, ends[1]!];
}

/** Whether a descriptor is there after another program has taken our place. */
export function setInherited(descriptor: number, inherited: boolean): void {
  fcntl(descriptor, F_SETFD, inherited ? 0 : FD_CLOEXEC);
}

/** No receiving waits longer. */
export function limitWaiting(socket: number, milliseconds: number): void {
  const time = Buffer.alloc(16);
  time.writeBigInt64LE(BigInt(Math.floor(milliseconds / 1000)), 0);
  time.writeBigInt64LE(BigInt((milliseconds % 1000) * 1000), 8);
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, time, time.length);
}

/** Sends a message, and a descriptor with it (unix(7), SCM_RIGHTS); ours stays open. */
export function sendMessage(socket: number, text: string, descriptor?: number): Errno {
  const control = Buffer.alloc(descriptor === undefined ? 0 : CONTROL_BYTES);
  if (descriptor !== undefined) {
    control.writeBigUInt64LE(CONTROL_LENGTH, 0);
    control.writeInt32LE(SOL_SOCKET, 8);
    control.writeInt32LE(SCM_RIGHTS, 12);
    control.writeInt32LE(descriptor, 16);
  }
  const { header, parts } = message(Buffer.from(text, "latin1"), control);
  const sent = Number(sendmsg(socket, header, MSG_NOSIGNAL));
  // The header holds bare addresses of the parts.
  return sent >= 0 && parts.length > 0 ? 0 : lastErrno();
}

/** A message as it came; `descriptor` is not inherited. An empty text means that the peer has closed. */
export type Received = { readonly text: string; readonly descriptor?: number } | { readonly errno: Errno };

let received: Buffer | undefined;

/** Waits for a message, and takes the descriptor that comes with it. */
export function receiveMessage(socket: number): Received {
  const bytes = (received ??= Buffer.alloc(MOST_MESSAGE_BYTES));
  const control = Buffer.alloc(CONTROL_BYTES);
  const { header } = message(bytes, control);
  const count = Number(recvmsg(socket, header, MSG_CMSG_CLOEXEC));
  if (count < 0) return { errno: lastErrno() };
  const text = bytes.toString("latin1", 0, count);
  const hasDescriptor =
    header.readBigUInt64LE(40) >= CONTROL_LENGTH &&
    control.readInt32LE(8) === SOL_SOCKET &&
    control.readInt32LE(12) === SCM_RIGHTS;
  return hasDescriptor ? { text, descriptor: control.readInt32LE(16) } : { text };
}

function message(bytes: Buffer, control: Buffer) {
  const vector = Buffer.alloc(IOVEC_BYTES);
  vector.writeBigUInt64LE(koffi.address(bytes), 0);
  vector.writeBigUInt64LE(BigInt(bytes.length), 8);
  const header = Buffer.alloc(MESSAGE_BYTES);
  header.writeBigUInt64LE(koffi.address(vector), 16);
  header.writeBigUInt64LE(1n, 24);
  if (control.length > 0) header.writeBigUInt64LE(koffi.address(control), 32);
  header.writeBigUInt64LE(BigInt(control.length), 40);
  return { header, parts: [vector, bytes, control] };
}
