import { spawnSync } from "node:child_process";

/** Runs a program; throws with what it says if it fails. */
export function run(program: string, ...args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  throw new Error(`${[program, ...args].join(" ")} failed: ${said}`);
}
