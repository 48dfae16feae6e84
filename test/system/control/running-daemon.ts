import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../conformance/scripted/program.ts";
import { MAIN } from "../../main-program.ts";

const NODE = [process.execPath, "--disable-sigusr1", MAIN] as const;

/** What `sec-ts ctl` has printed, and its exit status. */
export interface CtlOutcome {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** The program with a control socket, in a folder of its own. */
export class RunningDaemon {
  readonly folder = mkdtempSync(join(tmpdir(), "control-"));
  readonly child: ChildProcess;
  readonly exited: Promise<number>;
  errors = "";
  private runner: ChildProcess | undefined;

  constructor(rules: string, options: readonly string[] = [], environment: NodeJS.ProcessEnv = process.env) {
    writeFileSync(this.path("rules.conf"), rules, "latin1");
    writeFileSync(this.path("input"), "");
    const args = ["--conf=rules.conf", "--input=input", "--log=log", `--control=${this.path("socket")}`];
    this.child = spawn(NODE[0], [...NODE.slice(1), ...args, ...options], {
      cwd: this.folder,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child.stderr?.on("data", (data: Buffer) => {
      this.errors += data.toString("latin1");
    });
    this.exited = new Promise((resolve) => {
      this.child.on("close", (code) => resolve(code ?? -1));
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), "latin1") : "";
  }

  feed(...lines: readonly string[]): void {
    appendFileSync(this.path("input"), lines.map((line) => `${line}\n`).join(""), "latin1");
  }

  /** Waits until requests are answered. */
  async ready(): Promise<void> {
    await eventually(`the control socket; log:\n${this.errors}${this.read("log")}`, () =>
      existsSync(this.path("socket")),
    );
    await untilTrue("an answer", async () => {
      // The file is there a moment before anybody listens.
      const peer = await this.connect().catch(() => undefined);
      await peer?.ask('{"version":1,"request":"status"}');
      peer?.close();
      return peer !== undefined;
    });
  }

  async connect(): Promise<RawPeer> {
    return RawPeer.connect(this.path("socket"));
  }

  /** Runs `sec-ts ctl`. */
  async ctl(...args: readonly string[]): Promise<CtlOutcome> {
    this.runner ??= fork(join(import.meta.dirname, "ctl-runner.ts"), {
      execPath: process.execPath,
      execArgv: [],
    });
    const { runner } = this;
    const outcome = once(runner, "message");
    runner.send([`--socket=${this.path("socket")}`, ...args]);
    const [message] = (await outcome) as [CtlOutcome];
    return message;
  }

  async stop(): Promise<void> {
    this.runner?.kill();
    this.child.kill("SIGKILL");
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A peer that sends whatever it likes. */
export class RawPeer {
  readonly socket: Socket;
  received = "";
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.received += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
  }

  static connect(path: string): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ path });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawPeer(socket)));
    });
  }

  /** Sends a line and waits for one. */
  async ask(line: string): Promise<Readonly<Record<string, unknown>>> {
    this.received = "";
    this.socket.write(`${line}\n`, "latin1");
    return this.answer();
  }

  async answer(): Promise<Readonly<Record<string, unknown>>> {
    const end = await eventually(
      `an answer; so far: ${this.received}`,
      () => this.received.includes("\n") && this.received.indexOf("\n") + 1,
    );
    const line = this.received.slice(0, end);
    this.received = this.received.slice(end);
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Waits for something that has to be asked for. */
export async function untilTrue(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
  }
}
