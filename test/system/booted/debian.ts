import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const MACHINE = join(import.meta.dirname, "machine");
const INSTALL = join(import.meta.dirname, "install");
const STAGE = join(import.meta.dirname, "../../../packaging/stage");
const DEADLINE_MS = 60_000;
const MOST_OUTPUT_BYTES = 1 << 28;
/** How often something is tried that a shell has to look for. */
const LOOK_MS = 100;

/** Releases of Debian that are booted; SEC_TS_SUITES names others, separated by commas. */
export const SUITES = (process.env["SEC_TS_SUITES"] ?? "bookworm,trixie")
  .split(",")
  .filter((name) => name !== "");

/** Why no machine can be booted here; undefined if it can. */
export const obstacle = whyNot();

function whyNot(): string | undefined {
  const { status, stderr } = spawnSync(MACHINE, ["check"], { encoding: "utf8" });
  return status === 0 ? undefined : stderr.trim();
}

let stage: string | undefined;

function staged(): string {
  if (stage !== undefined) return stage;
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-stage-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  execute(STAGE, [folder]);
  return (stage = folder);
}

function execute(command: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "latin1",
    maxBuffer: MOST_OUTPUT_BYTES,
    ...(input === undefined ? {} : { input }),
  });
  const words = [command.split("/").at(-1), ...args].join(" ");
  assert.equal(status, 0, `${words}: ${error?.message ?? ""}${stdout.slice(-3000)}${stderr.slice(-3000)}`);
  return stdout;
}

/** A booted Debian with the built program and its units, installed as packages do, but not started. */
export class Debian {
  readonly name: string;

  constructor(suite: string) {
    this.name = `${suite}-${process.pid}`;
    const tree = execute(MACHINE, ["make", suite]).trim();
    execute(MACHINE, ["boot", tree, this.name]);
    try {
      execute(INSTALL, [this.name, staged()]);
      this.run("rm /etc/sec-ts/*.conf");
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    execute(MACHINE, ["stop", this.name]);
  }

  /** Runs a shell command in it, which must succeed. Returns what it writes. */
  run(command: string, input?: string): string {
    return execute(MACHINE, ["run", this.name, "sh", "-euc", command], input);
  }

  /** Runs a command that may fail. */
  try(command: string): { readonly status: number; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(MACHINE, ["run", this.name, "sh", "-c", command], {
      encoding: "latin1",
      maxBuffer: MOST_OUTPUT_BYTES,
    });
    return { status: status ?? -1, output: stdout + stderr };
  }

  write(path: string, text: string): void {
    this.run(`mkdir -p "$(dirname ${path})"; cat > ${path}`, text);
  }

  read(path: string): string {
    return this.try(`cat ${path} 2>/dev/null`).output;
  }

  /** Waits until a command's output is as it should be; returns that. */
  async until(
    command: string,
    holds: (output: string) => boolean,
    milliseconds = DEADLINE_MS,
  ): Promise<string> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const { output } = this.try(command);
      if (holds(output)) return output;
      if (Date.now() > deadline) {
        const journal = this.try("journalctl --no-pager -n 30").output;
        assert.fail(`waited in vain on ${this.name} for: ${command}\nlast output: ${output}\n${journal}`);
      }
      await pause(LOOK_MS);
    }
  }

  /** A property of a unit, as systemctl shows it. */
  property(name: string, unit = "sec-ts"): string {
    return this.run(`systemctl show --property=${name} --value ${unit}`).trim();
  }

  /** The exposure level that systemd computes; less is better. */
  exposure(unit = "sec-ts"): number {
    const output = this.run(`systemd-analyze security --no-pager ${unit}`);
    return Number(/Overall exposure level.*?: ([0-9.]+)/.exec(output)?.[1]);
  }
}
