import { EAGAIN, type Errno, lastErrno, libc } from "./libc.ts";

const spliceCall = libc.func("int64_t splice(int, void *, int, void *, size_t, unsigned int)");

const fcntl = libc.func("int fcntl(int, int, int)");

const SPLICE_F_NONBLOCK = 2;
const F_SETPIPE_SZ = 1031;
const F_GETPIPE_SZ = 1032;
/** The most that a process without privileges may ask for. */
export const PIPE_BYTES = 1024 * 1024;

/**
 * Makes a pipe hold 1 MiB, unless it holds more: a writer that does not wait drops lines when it is full.
 * Returns how many bytes it holds then; it may be fewer, since the kernel counts the pages of a user's pipes.
 */
export function enlargePipe(descriptor: number): number {
  if (pipeBytes(descriptor) < PIPE_BYTES) fcntl(descriptor, F_SETPIPE_SZ, PIPE_BYTES);
  return pipeBytes(descriptor);
}

/** How many bytes a pipe holds; -1 if it is none. */
function pipeBytes(descriptor: number): number {
  return fcntl(descriptor, F_GETPIPE_SZ, 0);
}

/**
 * Moves bytes from a pipe into a file at an offset (splice(2)), as many as there are, without waiting: they
 * are never in our memory, so that a process that is killed has either moved them or left them there.
 * Returns how many; 0 if the pipe has no writer, -1 if there is nothing yet.
 */
export function splice(pipe: number, file: number, offset: number, most: number): number | { errno: Errno } {
  const position = BigInt64Array.of(BigInt(offset));
  const moved = Number(spliceCall(pipe, null, file, position, most, SPLICE_F_NONBLOCK));
  if (moved >= 0) return moved;
  const errno = lastErrno();
  return errno === EAGAIN ? -1 : { errno };
}
