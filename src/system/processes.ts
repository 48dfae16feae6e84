import { readFileSync } from "node:fs";
import koffi from "koffi";
import { cString, type Errno, lastErrno, libc } from "./libc.ts";

const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const WNOHANG = 1;
const POSIX_SPAWN_SETSIGDEF = 0x04;
const POSIX_SPAWN_SETSIGMASK = 0x08;
/** More than posix_spawn_file_actions_t and posix_spawnattr_t take in any C library. */
const OPAQUE_BYTES = 1024;
const SIGNAL_SET_BYTES = 128;

const pipe2 = libc.func("int pipe2(void *, int)");
const fcntl = libc.func("int fcntl(int, int, int)");
const posixSpawnp = libc.func("int posix_spawnp(void *, void *, void *, void *, void *, void *)");
const actionsInit = libc.func("int posix_spawn_file_actions_init(void *)");
const actionsDup2 = libc.func("int posix_spawn_file_actions_adddup2(void *, int, int)");
const actionsChdir = libc.func("int posix_spawn_file_actions_addchdir_np(void *, void *)");
const actionsDestroy = libc.func("int posix_spawn_file_actions_destroy(void *)");
const attributesInit = libc.func("int posix_spawnattr_init(void *)");
const attributesSetSigdefault = libc.func("int posix_spawnattr_setsigdefault(void *, void *)");
const attributesSetSigmask = libc.func("int posix_spawnattr_setsigmask(void *, void *)");
const attributesSetFlags = libc.func("int posix_spawnattr_setflags(void *, short)");
const waitpid = libc.func("int waitpid(int, void *, int)");

/** Not in C libraries before 2.34; descriptors of ours are closed by exec all the same. */
const actionsCloseFrom = optional("int posix_spawn_file_actions_addclosefrom_np(void *, int)");

function optional(definition: string): ReturnType<typeof libc.func> | undefined {
  try {
    return libc.func(definition);
  } catch {
    return undefined;
  }
}

export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/** Opens a pipe whose ends are not inherited. One end, ours, does not wait. */
export function openPipe(ours: "read" | "write"): Pipe | { readonly errno: Errno } {
  const ends = new Int32Array(2);
  if (pipe2(ends, O_CLOEXEC) !== 0) return { errno: lastErrno() };
  const [read = -1, write = -1] = ends;
  fcntl(ours === "read" ? read : write, F_SETFL, O_NONBLOCK);
  return { read, write };
}

/** A descriptor of the same file that is not inherited. */
export function duplicate(descriptor: number): number {
  const F_DUPFD_CLOEXEC = 1030;
  return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

/** What a process is started with. All texts are bytes, one a character. */
export interface ProcessStart {
  /** Looked for in PATH unless it contains a slash. */
  readonly program: string;
  /** The first is the program's name for itself. */
  readonly arguments: readonly string[];
  /** What it gets as descriptors 0, 1 and 2; it gets no others. */
  readonly descriptors: readonly [input: number, output: number, errors: number];
  readonly environment: Environment;
  readonly folder?: string | undefined;
}

export type Started = { readonly pid: number } | { readonly errno: Errno };

/**
 * Starts a process in our process group with no signal blocked or ignored. Node's `spawn` does this too, but
 * it knows arguments in UTF-8 only, gives sockets instead of pipes, and takes more than twice the time.
 */
export function startProcess(start: ProcessStart): Started {
  const actions = Buffer.alloc(OPAQUE_BYTES);
  actionsInit(actions);
  try {
    if (start.folder !== undefined) actionsChdir(actions, cString(start.folder));
    start.descriptors.forEach((descriptor, target) => actionsDup2(actions, descriptor, target));
    actionsCloseFrom?.(actions, 3);
    const pid = new Int32Array(1);
    const errno = posixSpawnp(
      pid,
      cString(start.program),
      actions,
      attributes(),
      pointers(start.arguments).array,
      start.environment.pointers.array,
    );
    return errno === 0 ? { pid: pid[0]! } : { errno };
  } finally {
    actionsDestroy(actions);
  }
}

let preparedAttributes: Buffer | undefined;

function attributes(): Buffer {
  if (preparedAttributes) return preparedAttributes;
  preparedAttributes = Buffer.alloc(OPAQUE_BYTES);
  attributesInit(preparedAttributes);
  attributesSetSigdefault(preparedAttributes, Buffer.alloc(SIGNAL_SET_BYTES, 0xff));
  attributesSetSigmask(preparedAttributes, Buffer.alloc(SIGNAL_SET_BYTES));
  attributesSetFlags(preparedAttributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  return preparedAttributes;
}

/** A null-terminated array of C strings, and the strings, which must live as long. */
interface Pointers {
  readonly array: BigUint64Array;
  readonly strings: readonly Buffer[];
}

function pointers(texts: readonly string[]): Pointers {
  const strings = texts.map(cString);
  const array = new BigUint64Array(texts.length + 1);
  for (const [at, string] of strings.entries()) array[at] = koffi.address(string);
  return { array, strings };
}

/** The environment of processes to be started. */
export interface Environment {
  readonly pointers: Pointers;
}

/**
 * Variables that tell us about systemd, or Node about itself, or one life of ours about another: they would
 * mislead a child.
 */
export const NOT_FOR_CHILDREN = new RegExp(
  `^(${["NOTIFY_SOCKET", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "MALLOC_ARENA_MAX"].join("|")}|` +
    "(LISTEN|WATCHDOG|MEMORY_PRESSURE|NODE|SEC_TS)_.*)$",
);

/** Our own environment in its bytes, without the variables that `left` names. */
export function environmentWithout(left: RegExp): Environment {
  const entries = readFileSync("/proc/self/environ", "latin1").split("\0");
  return {
    pointers: pointers(entries.filter((entry) => entry !== "" && !left.test(entry.split("=", 1)[0]!))),
  };
}

/** An environment with one more variable, given as `NAME=value`. */
export function withVariable({ pointers: { array, strings } }: Environment, variable: string): Environment {
  const string = cString(variable);
  const longer = new BigUint64Array(array.length + 1);
  longer[0] = koffi.address(string);
  longer.set(array, 1);
  return { pointers: { array: longer, strings: [string, ...strings] } };
}

/** How a process ended: by itself, with its exit code, or by a signal, with that one's number. */
export type Ending = { readonly code: number } | { readonly signal: number };

/** Takes the ending of a child that has ended; undefined if it has not. */
export function reap(pid: number): Ending | undefined {
  const status = new Int32Array(1);
  if (waitpid(pid, status, WNOHANG) !== pid) return undefined;
  const [word = 0] = status;
  const signal = word & 0x7f;
  return signal === 0 ? { code: (word >> 8) & 0xff } : { signal };
}
