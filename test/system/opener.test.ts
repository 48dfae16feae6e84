import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { getuid } from "node:process";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { MAIN } from "../main-program.ts";

const options = { skip: getuid?.() === 0 ? false : "only root has rights to give up" };
const NOBODY = 65534;
const RULES = String.raw`
type=Single
ptype=RegExp
pattern=^cmd (.*)
desc=command
action=shellcmd $1

type=Single
ptype=RegExp
pattern=(.*)
desc=line
action=write FOLDER/lines $1
`;

/** Ways to have more rights than the user who does the work. */
const STARTS = {
  "root with --user": { before: [], after: ["--user=nobody"] },
  "a capability": {
    before: [
      "setpriv",
      "--reuid=nobody",
      "--regid=nogroup",
      "--clear-groups",
      "--inh-caps=+dac_read_search",
      "--ambient-caps=+dac_read_search",
    ],
    after: [],
  },
} as const;

/** The program with an input that only root can read. */
class Privileged {
  readonly inputs = mkdtempSync("/var/lib/sec-ts-test-");
  /** What the program may write to. */
  readonly folder = mkdtempSync("/var/tmp/sec-ts-test-");
  program: ChildProcess;
  private readonly line: readonly string[];

  constructor(t: TestContext, { before, after }: (typeof STARTS)[keyof typeof STARTS], mode = 0o600) {
    chmodSync(this.inputs, mode === 0o600 ? 0o700 : 0o755);
    chmodSync(this.folder, 0o777);
    writeFileSync(this.path("rules.conf"), RULES.replace("FOLDER", this.folder));
    chmodSync(this.path("rules.conf"), 0o644);
    writeFileSync(this.input("a.log"), "");
    chmodSync(this.input("a.log"), mode);
    writeFileSync(this.input("other"), "nobody's business\n", { mode: 0o600 });
    const words = [
      `--conf=${this.path("rules.conf")}`,
      `--input=${this.input("*.log")}`,
      `--log=${this.path("log")}`,
      `--state=${this.path("state")}`,
    ];
    const line = [...before, process.execPath, "--disable-sigusr1", MAIN, ...words, ...after];
    this.line = line;
    this.program = this.start();
    t.after(async () => {
      this.program.kill("SIGKILL");
      await this.until("the opener to end", () => this.openers().length === 0);
      for (const folder of [this.inputs, this.folder]) rmSync(folder, { recursive: true });
    });
  }

  start(): ChildProcess {
    this.program = spawn(this.line[0]!, this.line.slice(1), { stdio: ["ignore", "inherit", "inherit"] });
    return this.program;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  input(name: string): string {
    return join(this.inputs, name);
  }

  read(name: string): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), "utf8") : "";
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 60_000; !condition(); await pause(20)) {
      assert.ok(Date.now() < deadline, `waited in vain for ${what}: ${this.read("log").slice(-2000)}`);
    }
  }

  /** Ends after a line, and another one comes meanwhile. */
  async stoppedBetweenLines(): Promise<void> {
    await this.opened();
    appendFileSync(this.input("a.log"), "line before\n");
    await this.until("the line", () => this.read("lines").includes("line before"));
    this.program.kill("SIGTERM");
    await this.until("the end", () => this.program.exitCode !== null);
    appendFileSync(this.input("a.log"), "line meanwhile\n");
  }

  async opened(): Promise<void> {
    const log = () => this.read("log");
    await this.until("the input to be opened", () =>
      log().includes(`Opening input file ${this.input("a.log")}`),
    );
    appendFileSync(this.input("a.log"), "begin\n");
    await this.until("the first line", () => {
      if (!this.read("lines").includes("begin")) appendFileSync(this.input("a.log"), "begin\n");
      return this.read("lines").includes("begin");
    });
  }

  /** Processes that open inputs for the program, or did so. */
  openers(): readonly number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        const words = contentOf(`/proc/${pid}/cmdline`);
        return /opener\.[jt]s/.test(words) && words.includes(this.folder);
      });
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function statusOf(pid: number | string, field: string): string | undefined {
  return new RegExp(`^${field}:\\s*(.*)$`, "m").exec(contentOf(`/proc/${pid}/status`))?.[1];
}

for (const [how, start] of Object.entries(STARTS)) {
  test(
    `started with the rights of ${how}, it gives them up in every thread, and commands have none`,
    options,
    async (t) => {
      const privileged = new Privileged(t, start);
      await privileged.opened();
      const { pid } = privileged.program;
      const threads = readdirSync(`/proc/${pid}/task`);
      assert.ok(threads.length > 1);
      for (const thread of threads) {
        const status = (field: string) => statusOf(`${pid}/task/${thread}`, field);
        assert.deepEqual(status("Uid")?.split("\t"), Array(4).fill(String(NOBODY)), thread);
        assert.deepEqual(["CapInh", "CapPrm", "CapEff", "CapAmb"].map(status), Array(4).fill("0".repeat(16)));
      }
      assert.equal(privileged.openers().length, 1);
      const opener = privileged.openers()[0];
      const files = `${privileged.input("a.log")} ${privileged.input("other")}`;
      const probe = `(id -u; grep ^Cap /proc/self/status; cat ${files};
      cat /proc/${opener}/environ; cat /proc/${pid}/environ; cat /proc/${pid}/mem;
      for fd in /proc/self/fd/*; do echo "fd $(basename $fd)"; done; env; echo end) > PROBE 2>&1`;
      appendFileSync(
        privileged.input("a.log"),
        `cmd ${probe.replaceAll("\n", " ").replace("PROBE", privileged.path("probe"))}\n`,
      );
      await privileged.until("the command", () => privileged.read("probe").endsWith("end\n"));
      const seen = privileged.read("probe");
      assert.match(seen, /^65534\n/);
      assert.deepEqual(
        [...seen.matchAll(/^Cap(Inh|Prm|Eff|Amb):\s*(\w+)$/gm)].map(([, , set]) => set),
        Array(4).fill("0".repeat(16)),
      );
      // 3 is the folder of descriptors itself.
      assert.deepEqual(seen.match(/^fd .*$/gm), ["fd 0", "fd 1", "fd 2", "fd 3"]);
      assert.doesNotMatch(seen, /business|SEC_TS_(?!EFFECT_ID)/);
      assert.equal(seen.match(/Permission denied/g)?.length, 5, seen);
    },
  );

  test(`started with the rights of ${how}, it loses no line of a rotated file`, options, async (t) => {
    const privileged = new Privileged(t, start);
    await privileged.opened();
    const lines: string[] = [];
    const write = (log: number, text: string): void => {
      lines.push(text);
      writeSync(log, `${text}\n`);
    };
    let log = openSync(privileged.input("a.log"), "a");
    for (let rotation = 0; rotation < 5; rotation += 1) {
      for (let line = 0; line < 200; line += 1) write(log, `line ${rotation}.${line}`);
      const old = log;
      renameSync(privileged.input("a.log"), privileged.input(`a.log.${rotation}`));
      log = openSync(privileged.input("a.log"), "wx", 0o600);
      write(old, `line ${rotation} late`);
      write(log, `line ${rotation} new`);
      closeSync(old);
      // A file that comes and goes between two looks would never be seen.
      await privileged.until("the new file", () => privileged.read("lines").includes(`line ${rotation} new`));
    }
    closeSync(log);
    const taken = () => privileged.read("lines").match(/^line .*$/gm) ?? [];
    await privileged.until("the last line", () => taken().length >= lines.length);
    assert.deepEqual(taken().toSorted(), lines.toSorted());
  });
}

for (const [how, start] of Object.entries(STARTS)) {
  test(
    `started again with the rights of ${how}, it goes on where it was, also in a rotated file`,
    options,
    async (t) => {
      const privileged = new Privileged(t, start);
      await privileged.stoppedBetweenLines();
      renameSync(privileged.input("a.log"), privileged.input("a.log.1"));
      writeFileSync(privileged.input("a.log"), "line of the new file\n", { mode: 0o600 });
      privileged.start();
      await privileged.until("the new file", () => privileged.read("lines").includes("line of the new file"));
      assert.deepEqual(privileged.read("lines").match(/^line .*$/gm), [
        "line before",
        "line meanwhile",
        "line of the new file",
      ]);
    },
  );
}

test("what the opener refuses for a while keeps its place", options, async (t) => {
  const privileged = new Privileged(t, STARTS["root with --user"]);
  await privileged.stoppedBetweenLines();
  // Whoever can write to the folder could put another file in the input's place.
  chmodSync(privileged.inputs, 0o777);
  privileged.start();
  await privileged.until("the refusal", () => privileged.read("log").includes("the opener refuses it"));
  chmodSync(privileged.inputs, 0o700);
  appendFileSync(privileged.input("a.log"), "line after\n");
  await privileged.until("the last line", () => privileged.read("lines").includes("line after"));
  assert.deepEqual(privileged.read("lines").match(/^line .*$/gm), [
    "line before",
    "line meanwhile",
    "line after",
  ]);
  assert.doesNotMatch(privileged.read("log"), /truncated|may be lost/);
});

test("a symbolic link in the input's place gains nothing, and is told of", options, async (t) => {
  const privileged = new Privileged(t, STARTS["root with --user"]);
  await privileged.opened();
  chmodSync(privileged.inputs, 0o755);
  renameSync(privileged.input("a.log"), privileged.input("a.old"));
  symlinkSync("other", privileged.input("a.log"));
  await privileged.until("the refusal", () => privileged.read("log").includes("a.log is a symbolic link"));
  assert.doesNotMatch(privileged.read("lines"), /business/);
});

test("where every input can be read without more rights there is no opener", options, async (t) => {
  const privileged = new Privileged(t, STARTS["root with --user"], 0o644);
  await privileged.opened();
  assert.deepEqual(privileged.openers(), []);
  assert.equal(statusOf(privileged.program.pid!, "CapPrm"), "0".repeat(16));
});

test("it is told of more inputs than fit into one message", options, async (t) => {
  const privileged = new Privileged(t, STARTS["root with --user"]);
  await privileged.opened();
  const names = Array.from({ length: 900 }, (_, at) => `${"n".repeat(230)}${at}.log`);
  for (const name of names) writeFileSync(privileged.input(name), "", { mode: 0o600 });
  privileged.program.kill("SIGHUP");
  const last = names.toSorted().at(-1)!;
  await privileged.until("the last input", () =>
    privileged.read("log").includes(`Opening input file ${privileged.input(last)}`),
  );
  await privileged.until("a line of each", () => {
    for (const name of [names[0]!, last]) appendFileSync(privileged.input(name), `${name.slice(230)}\n`);
    const lines = privileged.read("lines").split("\n");
    return [names[0]!, last].every((name) => lines.includes(name.slice(230)));
  });
});

test("a kernel that leaves capabilities to the new user makes it end", options, () => {
  const line = ["--securebits=+no_setuid_fixup", process.execPath, MAIN, "--user=nobody", "--conf=none"];
  const { status, stderr } = spawnSync("setpriv", line, { encoding: "utf8" });
  assert.match(stderr, /^Can't become user 'nobody' for good, exiting!$/m);
  assert.equal(status, 1);
});
