import { groupNamed, userNamed } from "../system/users.ts";

/**
 * Stops being root for good and becomes a user, with the first group as its own and the others beside it; its
 * primary group if none is given (manual: `--user`, `--group`). Does nothing if the program is not run by
 * root. Returns why it cannot go on.
 */
export function dropPrivileges(user: string, groups: readonly string[]): string | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const account = userNamed(user);
  if (account === undefined) return `User name '${user}' does not exist`;
  const numbers: number[] = [];
  for (const name of groups) {
    const number = groupNamed(name);
    if (number === undefined) return `Group name '${name}' does not exist`;
    numbers.push(number);
  }
  const [group = account.group, ...others] = numbers;
  process.setgroups?.(others);
  process.setgid?.(group);
  process.setuid?.(account.user);
  return isFinal(account.user, group, others) ? undefined : `Can't become user '${user}' for good`;
}

/** Whether all numbers are what they should be, and root is out of reach. */
function isFinal(user: number, group: number, others: readonly number[]): boolean {
  const allowed = new Set([group, ...others]);
  const isOurs =
    process.getuid?.() === user &&
    process.geteuid?.() === user &&
    process.getgid?.() === group &&
    process.getegid?.() === group &&
    process.getgroups?.().every((number) => allowed.has(number)) === true;
  return (
    isOurs &&
    (user === 0 ||
      (!succeeds(() => process.setuid?.(0)) && !succeeds(() => process.setgid?.(0))) ||
      group === 0)
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
