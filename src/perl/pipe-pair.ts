import koffi from "koffi";

/*
 * Pipes between two processes, and what a process needs to use them without ever waiting for ever. Node
 * offers none of it for reading and writing that is synchronous.
 */
const libc = koffi.load("libc.so.6");
const pipe2 = libc.func("int pipe2(void *fds, int flags)");
const fcntl = libc.func("int fcntl(int fd, int command, long argument)");
const poll = libc.func("int poll(void *fds, unsigned long count, int milliseconds)");
const waitid = libc.func("int waitid(int kind, int id, void *siginfo, int options)");

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const F_SETFL = 4;
const F_SETPIPE_SZ = 1031;
const EINTR = 4;
const P_PID = 1;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01000000;
const CLD_EXITED = 1;
/** Offsets in siginfo_t of the kernel's 64-bit interface. */
const SI_CODE = 8;
const SI_PID = 16;
const SI_STATUS = 24;
const PIPE_BYTES = 1 << 20;

/** Events to wait for, see poll(2). */
export const READABLE = 1;
export const WRITABLE = 4;

/** A pipe that no program inherits by itself; our end, as named, never blocks. */
export function openPipe(ours: "read" | "write"): { readonly ours: number; readonly theirs: number } {
  const fds = new Int32Array(2);
  if (pipe2(fds, O_CLOEXEC) !== 0) throw new Error(`pipe2 failed with error ${koffi.errno()}`);
  const own = fds[ours === "read" ? 0 : 1]!;
  if (fcntl(own, F_SETFL, O_NONBLOCK) !== 0) throw new Error(`fcntl failed with error ${koffi.errno()}`);
  // Large values then need fewer turns; it does no harm if the system refuses.
  fcntl(own, F_SETPIPE_SZ, PIPE_BYTES);
  return { ours: own, theirs: fds[ours === "read" ? 1 : 0]! };
}

const pollFd = new Int32Array(2);

/** Waits until a descriptor is ready, closed on the other side, or the time is over. */
export function waitFor(fd: number, event: number, deadline: number): "ready" | "timeout" {
  for (;;) {
    const left = Math.ceil(deadline - performance.now());
    pollFd[0] = fd;
    pollFd[1] = event;
    const count = poll(pollFd, 1, Math.max(left, 0)) as number;
    if (count > 0) return "ready";
    if (count === 0 && left <= 0) return "timeout";
    if (count < 0 && koffi.errno() !== EINTR) throw new Error(`poll failed with error ${koffi.errno()}`);
  }
}

/** How a child ended; `signal` is a number. */
export type ChildEnd = { readonly status: number } | { readonly signal: number };

/** How a child of ours ended, if it has. It stays there for Node to be told as well. */
export function endOf(pid: number): ChildEnd | undefined {
  const siginfo = new DataView(new ArrayBuffer(128));
  const bytes = new Uint8Array(siginfo.buffer);
  if (waitid(P_PID, pid, bytes, WEXITED | WNOHANG | WNOWAIT) !== 0) return undefined;
  if (siginfo.getInt32(SI_PID, true) !== pid) return undefined;
  const status = siginfo.getInt32(SI_STATUS, true);
  return siginfo.getInt32(SI_CODE, true) === CLD_EXITED ? { status } : { signal: status };
}
