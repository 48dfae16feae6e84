import { dropThreadCapabilities, hasCapabilities, mayRead } from "../system/capabilities.ts";
import { setInherited } from "../system/descriptor-passing.ts";
import { clearAmbientCapabilities } from "../system/prctl.ts";
import { groupNamed, userNamed } from "../system/users.ts";
import { detachedMark } from "./detach.ts";
import { splitOffOpener } from "./opener/split-off.ts";
import type { DaemonOptions } from "./option-table.ts";

/** Who the program becomes: numbers of a user, the first group, and the others. */
interface Account {
  readonly user: number;
  readonly group: number;
  readonly others: readonly number[];
}

/** Without more rights than needed; `opener` is the socket to the process that kept them. */
export type Settled = { readonly opener: number | undefined } | { readonly failure: string };

/** Tells the program that it has given up its capabilities, and the socket to the opener if there is one. */
const MARK = "SEC_TS_WITHOUT_CAPABILITIES";
const NO_OPENER = "none";

/**
 * Gives up for good the rights that only opening inputs needs. Root becomes the user of `--user`; does
 * nothing without that option, as SEC does. Somebody else who was given capabilities starts the program
 * again without them, since each thread has its own. If an input could not be read then, a process that
 * opens inputs and does nothing else keeps the rights.
 */
export function settlePrivileges(
  args: readonly string[],
  options: DaemonOptions,
  detached: boolean,
): Settled {
  const mark = process.env[MARK];
  delete process.env[MARK];
  if (process.geteuid?.() !== 0) {
    if (mark === undefined && hasCapabilities()) return startWithoutCapabilities(args, options, detached);
    if (hasCapabilities()) return { failure: "Can't give up capabilities" };
    return { opener: mark === undefined || mark === NO_OPENER ? undefined : takeOver(Number(mark)) };
  }
  if (options.user === undefined) return { opener: undefined };
  const account = accountOf(options.user, options.group);
  if (typeof account !== "string" && account.user === 0) {
    return { failure: `Can't drop root privileges by setting user to '${options.user}'` };
  }
  if (typeof account === "string") return { failure: account };
  const opener = splitOffOpener(args, options, (name) => as(account, () => mayRead(name, "effective")));
  become(account);
  if (!isFinal(account)) return { failure: `Can't become user '${options.user}' for good` };
  return { opener: opener === undefined ? undefined : takeOver(opener) };
}

function takeOver(socket: number): number {
  setInherited(socket, false);
  return socket;
}

function startWithoutCapabilities(
  args: readonly string[],
  options: DaemonOptions,
  detached: boolean,
): { readonly failure: string } {
  const opener = splitOffOpener(args, options, (name) => mayRead(name, "real"));
  clearAmbientCapabilities();
  dropThreadCapabilities();
  const environment = {
    ...process.env,
    [MARK]: String(opener ?? NO_OPENER),
    ...(detached ? detachedMark() : {}),
  };
  const words = [process.execPath, ...process.execArgv, process.argv[1]!, ...args];
  process.execve!(process.execPath, words, environment);
  return { failure: "Can't start again without capabilities" };
}

/** The first of the groups is the main one, or that of the user if there is none (manual: `--group`). */
function accountOf(user: string, groups: readonly string[]): Account | string {
  const account = userNamed(user);
  if (account === undefined) return `User name '${user}' does not exist`;
  const numbers: number[] = [];
  for (const name of groups) {
    const number = groupNamed(name);
    if (number === undefined) return `Group name '${name}' does not exist`;
    numbers.push(number);
  }
  const [group = account.group, ...others] = numbers;
  return { user: account.user, group, others };
}

/** Does something with the rights of another user, and is root again. */
function as<T>({ user, group, others }: Account, act: () => T): T {
  const ours = { groups: process.getgroups!(), group: process.getegid!() };
  process.setgroups!([group, ...others]);
  process.setegid!(group);
  process.seteuid!(user);
  try {
    return act();
  } finally {
    process.seteuid!(0);
    process.setegid!(ours.group);
    process.setgroups!(ours.groups);
  }
}

function become({ user, group, others }: Account): void {
  process.setgroups!([group, ...others]);
  process.setgid!(group);
  process.setuid!(user);
}

/** Whether all numbers are what they should be, and root is out of reach. */
function isFinal({ user, group, others }: Account): boolean {
  const allowed = new Set([group, ...others]);
  const isOurs =
    process.getuid!() === user &&
    process.geteuid!() === user &&
    process.getgid!() === group &&
    process.getegid!() === group &&
    process.getgroups!().every((number) => allowed.has(number));
  if (!isOurs || user === 0) return isOurs;
  return (
    !hasCapabilities() &&
    !succeeds(() => process.setuid!(0)) &&
    (group === 0 || !succeeds(() => process.setgid!(0)))
  );
}

function succeeds(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
