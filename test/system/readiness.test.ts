import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { MAIN } from "../main-program.ts";

const RULE = "type=Single\nptype=SubStr\npattern=x\ndesc=x\naction=none\n";
/** Node cannot bind such a socket. Each message comes out in one line. */
const RECEIVER = String.raw`
  use Socket; $| = 1;
  socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die $!;
  bind($s, pack_sockaddr_un($ARGV[0])) or die $!;
  print "bound\n";
  while (defined recv($s, my $m, 65536, 0)) { $m =~ s/\n/\\n/g; print "$m\n" }
`;

/** The program, started as systemd would, and what it has told. */
class Supervised {
  readonly folder = mkdtempSync(join(tmpdir(), "sec-ts-readiness-"));
  private readonly receiver: ChildProcess;
  private received = "";
  private program: ChildProcess | undefined;
  errors = "";

  constructor(t: TestContext) {
    this.receiver = spawn("perl", ["-e", RECEIVER, join(this.folder, "notify")]);
    this.receiver.stdout!.on("data", (data: Buffer) => (this.received += data.toString("latin1")));
    t.after(() => {
      this.receiver.kill();
      this.program?.kill("SIGKILL");
      rmSync(this.folder, { recursive: true });
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
    await this.until(() => this.received.startsWith("bound\n"));
    const env = { ...process.env, NOTIFY_SOCKET: this.path("notify"), ...environment };
    this.program = spawn(process.execPath, [MAIN, ...args], { env });
    this.program.stderr!.on("data", (data: Buffer) => (this.errors += data.toString("latin1")));
    return this.program;
  }

  get messages(): readonly string[] {
    return this.received.split("\n").slice(1, -1);
  }

  async until(condition: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 60_000; !condition(); await pause(10)) {
      assert.ok(Date.now() < deadline, `too late: ${this.received}${this.errors}`);
    }
  }

  async exitCode(): Promise<number | null> {
    await this.until(() => this.program!.exitCode !== null || this.program!.signalCode !== null);
    return this.program!.exitCode;
  }
}

test("READY comes when rules are loaded and inputs open, with a status that says how it is", async (t) => {
  const supervised = new Supervised(t);
  writeFileSync(supervised.path("good.conf"), RULE);
  writeFileSync(supervised.path("input"), "");
  const args = [`--conf=${supervised.path("good.conf")}`, `--input=${supervised.path("input")}`];
  await supervised.start(args, { WATCHDOG_USEC: "800000" });
  await supervised.until(() => supervised.messages.includes("READY=1"));
  await supervised.until(() => supervised.messages.filter((text) => text === "WATCHDOG=1").length > 5);
  const [status, ready] = supervised.messages;
  assert.equal(status, "STATUS=1 rule, 1 input, 0 operations, 0 lines/s");
  assert.equal(ready, "READY=1");
});

test("a start that restores state asks for time before it does so", async (t) => {
  const supervised = new Supervised(t);
  writeFileSync(supervised.path("good.conf"), RULE);
  writeFileSync(supervised.path("input"), "");
  const args = [`--conf=${supervised.path("good.conf")}`, `--input=${supervised.path("input")}`];
  await supervised.start([...args, `--state=${supervised.path("state")}`]);
  await supervised.until(() => supervised.messages.includes("READY=1"));
  assert.equal(supervised.messages[0], "EXTEND_TIMEOUT_USEC=600000000");
});

test("the status says first why not all is well, and no name can begin another field", async (t) => {
  const supervised = new Supervised(t);
  writeFileSync(supervised.path("rules.conf"), `${RULE}\ntype=Nonsense\n`);
  const missing = supervised.path("not\x1bthere");
  await supervised.start([`--conf=${supervised.path("rules.conf")}`, `--input=${missing}`, "--x\nREADY=1"]);
  await supervised.until(() => supervised.messages.includes("READY=1"));
  const shown = missing.replace("\x1b", " ");
  assert.equal(
    supervised.messages[0],
    `STATUS=degraded: Unknown option: x ready; 1 fault in rule files; cannot read ${shown}, ` +
      "1 rule, 0 of 1 input, 0 operations, 0 lines/s",
  );
});

test("without a valid rule, or without an input, it ends with 78 and the reason", async (t) => {
  const supervised = new Supervised(t);
  writeFileSync(supervised.path("good.conf"), RULE);
  writeFileSync(supervised.path("bad.conf"), "type=Nonsense\n");
  writeFileSync(supervised.path("input"), "");
  for (const [args, reason] of [
    [[`--conf=${supervised.path("bad.conf")}`, `--input=${supervised.path("input")}`], "no valid rule"],
    [[`--conf=${supervised.path("good.conf")}`], "no input"],
  ] as const) {
    const log = supervised.path("log");
    await supervised.start([...args, `--log=${log}`]);
    assert.equal(await supervised.exitCode(), 78);
    assert.match(readFileSync(log, "latin1"), new RegExp(`There is ${reason}`));
    rmSync(log);
  }
  assert.ok(!supervised.messages.includes("READY=1"));
});

test("with --strict-ownership files that others could write are refused", async (t) => {
  const supervised = new Supervised(t);
  const args = ["--strict-ownership", `--log=${supervised.path("log")}`];
  chmodSync(supervised.folder, 0o755);
  writeFileSync(supervised.path("good.conf"), RULE, { mode: 0o644 });
  writeFileSync(supervised.path("open.conf"), RULE);
  chmodSync(supervised.path("open.conf"), 0o664);
  writeFileSync(supervised.path("options"), `--input=${supervised.path("log")}\n`);
  chmodSync(supervised.path("options"), 0o666);
  await supervised.start([...args, `--conf=${supervised.path("*.conf")}`], {
    SECRC: supervised.path("options"),
  });
  assert.equal(await supervised.exitCode(), 78);
  assert.match(supervised.errors, /Resource file .*\/options is refused: it can be written by others/);
  const log = readFileSync(supervised.path("log"), "latin1");
  assert.match(log, /open\.conf \(it can be written by others than root\)/);
  assert.match(log, /There is no input/);
  chmodSync(supervised.path("options"), 0o644);
  await supervised.start([...args, `--conf=${supervised.path("*.conf")}`], {
    SECRC: supervised.path("options"),
  });
  await supervised.until(() => supervised.messages.includes("READY=1"));
  assert.ok(existsSync(supervised.path("log")));
});
