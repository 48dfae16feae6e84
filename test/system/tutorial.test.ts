import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../conformance/scripted/program.ts";
import { MAIN } from "../main-program.ts";

const TUTORIAL = readFileSync(join(import.meta.dirname, "../../docs/tutorial.md"), "utf8");
const RSYSLOGD = "/usr/sbin/rsyslogd";
/** What the shell is made to write after each command. */
const END = "\x1e";
const DEADLINE_MILLISECONDS = 60_000;

/** A piece of the tutorial that one acts on. */
interface Step {
  readonly kind: "console" | "file" | "before";
  readonly path: string;
  readonly text: string;
}

function steps(): readonly Step[] {
  return [...TUTORIAL.matchAll(/^```(console|file|before) ?(\S*)\n([^]*?)^```$/gm)].map(
    ([, kind, path = "", text = ""]) => ({ kind: kind as Step["kind"], path, text }),
  );
}

/** Commands of a console block, each with the output that the tutorial shows. */
function entries(text: string): readonly { readonly command: string; readonly shown: string }[] {
  const found: { command: string; shown: string }[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const last = found.at(-1);
    if (line.startsWith("# ")) found.push({ command: line.slice(2), shown: "" });
    else if (line.startsWith("> ")) last!.command += line.slice(2);
    else last!.shown += line;
  }
  return found;
}

/** The machine of the tutorial: a folder instead of the root directory, an rsyslogd of its own, a shell. */
class Machine {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "tutorial-")));
  private readonly shell: ChildProcess;
  private said = "";
  private rsyslogd: ChildProcess | undefined;

  constructor() {
    for (const folder of ["root", "etc/rsyslog.d", "bin"]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    this.program("sec-ts", `exec '${process.execPath}' --disable-sigusr1 '${MAIN}' "$@"`);
    this.program("logger", `exec /usr/bin/logger -u '${this.root}/devlog' "$@"`);
    this.program("systemctl", "exit 99");
    writeFileSync(
      join(this.root, "rsyslog.conf"),
      `global(workDirectory="${this.root}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${this.root}/devlog")
include(file="${this.root}/etc/rsyslog.d/*.conf" mode="optional")
*.* action(type="omfile" file="${this.root}/everything")
`,
    );
    const path = `${this.root}/bin:${process.env["PATH"]}`;
    this.shell = spawn("sh", [], { cwd: this.root, env: { ...process.env, PATH: path } });
    for (const stream of [this.shell.stdout!, this.shell.stderr!]) {
      stream.on("data", (data: Buffer) => {
        this.said += data.toString("latin1");
      });
    }
  }

  /** A path of the tutorial, or a text with such paths, as it is here. */
  here(text: string): string {
    return text.replaceAll(/\/(?=root\/first-hour|etc\/rsyslog\.d)/g, `${this.root}/`);
  }

  /** Runs a command, again and again if what it shows is not yet what the tutorial shows. */
  async enter(command: string, shown: string): Promise<void> {
    if (command.trim() === "systemctl restart rsyslog") {
      await this.restartRsyslogd();
      return;
    }
    const deadline = Date.now() + DEADLINE_MILLISECONDS;
    const wanted = withoutTimes(shown);
    for (;;) {
      const output = withoutTimes(await this.run(command));
      if (output === wanted) return;
      if (wanted === "" || Date.now() > deadline) assert.equal(output, wanted, `shown by: ${command}`);
    }
  }

  async close(): Promise<void> {
    this.shell.stdin!.end();
    await this.stopRsyslogd();
    // It has ended if all went well.
    spawnSync("pkill", ["-KILL", "-f", `${this.root}/root/first-hour/rules`]);
    rmSync(this.root, { recursive: true, force: true });
  }

  private program(name: string, commands: string): void {
    const path = join(this.root, "bin", name);
    writeFileSync(path, `#!/bin/sh\n${commands}\n`);
    chmodSync(path, 0o755);
  }

  private async run(command: string): Promise<string> {
    this.said = "";
    this.shell.stdin!.write(`${this.here(command)}printf '\\036'\n`);
    await eventually(`the end of ${command}`, () => this.said.includes(END));
    return this.said.split(END)[0]!;
  }

  private async restartRsyslogd(): Promise<void> {
    await this.stopRsyslogd();
    rmSync(join(this.root, "devlog"), { force: true });
    const options = ["-n", "-f", join(this.root, "rsyslog.conf"), "-i", join(this.root, "rsyslogd.pid")];
    const rsyslogd = spawn(RSYSLOGD, options, { stdio: ["ignore", "inherit", "inherit"] });
    this.rsyslogd = rsyslogd;
    await eventually("the socket of rsyslogd", () => {
      assert.equal(rsyslogd.exitCode, null, "rsyslogd has ended");
      return existsSync(join(this.root, "devlog"));
    });
  }

  private async stopRsyslogd(): Promise<void> {
    const { rsyslogd } = this;
    if (!rsyslogd || rsyslogd.exitCode !== null) return;
    rsyslogd.kill("SIGTERM");
    await once(rsyslogd, "exit");
  }
}

function withoutTimes(text: string): string {
  return text
    .replaceAll(/\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}/g, "TIME")
    .replaceAll(/\w{3} [ \d]\d [\d:]{8}/g, "TIME");
}

test("no line of the tutorial is wider than a terminal", () => {
  assert.deepEqual(
    TUTORIAL.split("\n").filter((line) => line.length > 80),
    [],
  );
});

test("the tutorial works as it is written, with a real rsyslogd", async (context) => {
  if (!existsSync(RSYSLOGD)) {
    const words = "NOT TESTED: the tutorial needs rsyslogd; scripts/install-test-tools installs it";
    process.stderr.write(`${words}\n`);
    assert.notEqual(process.getuid!(), 0, words);
    context.skip(words);
    return;
  }
  const machine = new Machine();
  try {
    for (const { kind, path, text } of steps()) {
      const file = machine.here(path);
      if (kind === "file") writeFileSync(file, machine.here(text));
      else if (kind === "before") writeFileSync(file, machine.here(text) + readFileSync(file, "utf8"));
      else for (const { command, shown } of entries(text)) await machine.enter(command, shown);
    }
    assert.equal(existsSync(machine.here("/root/first-hour/alerts")), true);
  } finally {
    await machine.close();
  }
});
