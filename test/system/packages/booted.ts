import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { ROOT } from "./made-packages.ts";

const MACHINE = join(ROOT, "test/system/booted/machine");
const runFile = promisify(execFile);
const DEADLINE_MS = 90_000;

/** Why no machine can be booted here; undefined if one can. */
export function whyNotBooted(): string | undefined {
  const { status, stderr } = spawnSync(MACHINE, ["check"], { encoding: "utf8" });
  return status === 0 ? undefined : stderr.trim();
}

/** A booted Debian. */
export class Booted {
  private readonly name: string;
  private readonly tree: string;

  private constructor(name: string, tree: string) {
    this.name = name;
    this.tree = tree;
  }

  static async boot(suite: string, name: string): Promise<Booted> {
    const tree = (await runFile(MACHINE, ["make", suite])).stdout.trim();
    const own = `${name}-${process.pid}`;
    await runFile(MACHINE, ["boot", tree, own]);
    return new Booted(own, tree);
  }

  /** Installs further packages of Debian, which are downloaded here: the machine has no network. */
  async add(...packages: readonly string[]): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "sec-ts-debs-"));
    try {
      await mkdir(join(folder, "archives/partial"), { recursive: true });
      const apt = [
        "-qq",
        "-o",
        `Dir=${this.tree}`,
        "-o",
        `Dir::Cache=${folder}`,
        "-o",
        "APT::Sandbox::User=root",
      ];
      const status = ["-o", `Dir::State::status=${this.tree}/var/lib/dpkg/status`];
      await runFile("apt-get", [...apt, ...status, "--download-only", "-y", "install", ...packages]);
      await this.copy(join(folder, "archives"), "/root/archives");
      await this.run("dpkg --install --force-unsafe-io /root/archives/*.deb");
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Runs a shell command as root; throws with its output if it fails. */
  async run(command: string): Promise<string> {
    try {
      const args = ["run", this.name, "sh", "-c", command];
      return (await runFile(MACHINE, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command}\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Whether a shell command succeeds. */
  async holds(command: string): Promise<boolean> {
    return runFile(MACHINE, ["run", this.name, "sh", "-c", command]).then(
      () => true,
      () => false,
    );
  }

  /** Waits until a shell command succeeds. */
  async until(command: string): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!(await this.holds(command))) {
      if (Date.now() > deadline) {
        const log = await this.run("journalctl -n 40 --no-pager -o short-precise");
        throw new Error(`has not come true: ${command}\n${log}`);
      }
      await pause(100);
    }
  }

  copy(source: string, target: string): Promise<unknown> {
    return runFile(MACHINE, ["copy", this.name, source, target]);
  }

  stop(): Promise<unknown> {
    return runFile(MACHINE, ["stop", this.name]);
  }
}
