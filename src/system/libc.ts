import koffi from "koffi";

/** The C library. Only files of this folder call it. */
export const libc = koffi.load("libc.so.6");

const strerror = libc.func("const char *strerror(int)");

/** A failed system call: its number as in errno(3). */
export type Errno = number;

/** The numbers that callers tell apart; those of Linux. */
export const ENOENT = 2;
export const ENOEXEC = 8;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EMFILE = 24;
export const EINPROGRESS = 115;

/** What the C library says about an error, which is what Perl says: `No such file or directory`. */
export function errorText(errno: Errno): string {
  return strerror(errno);
}

/** The error number of an error that Node's file functions have thrown. */
export function errnoOf(error: unknown): Errno {
  return -((error as NodeJS.ErrnoException).errno ?? 0);
}

/** The error number of the call that came last. */
export function lastErrno(): Errno {
  return koffi.errno();
}

/** The C string of a text whose characters are bytes. What follows a NUL is not part of it. */
export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, "latin1");
}
