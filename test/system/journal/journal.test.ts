import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { eventually } from "../../conformance/scripted/program.ts";
import { RunningDaemon, untilTrue } from "../control/running-daemon.ts";
import { JournalFolder, NO_JOURNAL } from "./journal-files.ts";

const RULES = `type=Single
ptype=RegExp
pattern=: (.*)
context=app
desc=line
action=write out $1|$+{_journal_PRIORITY}|$+{_inputsrc}

type=Single
ptype=RegExp
pattern=.
desc=any
action=write others $+{_inputsrc}
`;

const running: RunningDaemon[] = [];
const folders: JournalFolder[] = [];

after(async () => {
  for (const daemon of running) await daemon.stop();
  for (const folder of folders) folder.remove();
});

function journal(): JournalFolder {
  const folder = new JournalFolder();
  folders.push(folder);
  return folder;
}

function start(folder: JournalFolder, options: readonly string[], rules = RULES): RunningDaemon {
  const daemon = new RunningDaemon(rules, [`--journal-directory=${folder.files}`, ...options]);
  running.push(daemon);
  return daemon;
}

/** Everything that the daemon will tell of, once it is there. */
async function outIs(daemon: RunningDaemon, name: string, expected: readonly string[]): Promise<void> {
  const whole = expected.map((line) => `${line}\n`).join("");
  await eventually(
    `${whole} in ${name}; there is: ${daemon.read(name)}; log:\n${daemon.read("log")}`,
    () => daemon.read(name) === whole,
  ).catch(() => assert.equal(daemon.read(name), whole));
}

test("entries that come are lines, with fields as variables and a context by name", {
  skip: NO_JOURNAL,
}, async () => {
  const folder = journal();
  folder.append([{ MESSAGE: "before" }]);
  const daemon = start(folder, [
    "--journal=SYSLOG_IDENTIFIER=app as app",
    "--journal=SYSLOG_IDENTIFIER=other",
  ]);
  await daemon.ready();
  await untilTrue(
    "following",
    async () => JSON.parse((await daemon.ctl("status", "--json")).out).inputs.length === 3,
  );
  await eventually("journalctl", () => daemon.read("log").includes("journal"));
  folder.append([{ MESSAGE: "first", PRIORITY: "3" }, { MESSAGE: "two\nlines" }]);
  folder.append([{ MESSAGE: "x", SYSLOG_IDENTIFIER: "other" }, { MESSAGE: "\xffbytes\0" }], { file: "b" });
  await outIs(daemon, "out", [
    "first|3|journal:app",
    "two||journal:app",
    "lines||journal:app",
    "\xffbytes\0||journal:app",
  ]);
  await eventually("the other one", () => daemon.read("others").endsWith("journal\n"));
});

/** A journalctl that waits for one file before it looks for the last entry, and makes another meanwhile. */
function slowJournalctl(folder: string): string {
  const [waits, goOn] = [join(folder, "waits"), join(folder, "go-on")];
  const script = `#!/bin/sh
case "$*" in *--lines=1*) : >${waits}; until [ -e ${goOn} ]; do sleep 0.1; done ;; esac
PATH=\${PATH#*:} exec journalctl "$@"
`;
  writeFileSync(join(folder, "journalctl"), script, { mode: 0o755 });
  return `${folder}:${process.env["PATH"]}`;
}

test("what comes while the end of the journal is looked for is read", { skip: NO_JOURNAL }, async () => {
  const folder = journal();
  folder.append([{ MESSAGE: "before" }], { secondsAgo: 60 });
  const options = [`--journal-directory=${folder.files}`, "--journal=* as app"];
  const PATH = slowJournalctl(folder.folder);
  const daemon = new RunningDaemon(RULES, options, { ...process.env, PATH });
  running.push(daemon);
  await eventually("a look for the end", () => existsSync(join(folder.folder, "waits")));
  folder.append([{ MESSAGE: "meanwhile" }], { secondsAgo: -1 });
  // It must not be of the future.
  await setTimeout(1100);
  writeFileSync(join(folder.folder, "go-on"), "");
  await outIs(daemon, "out", ["meanwhile||journal:app"]);
});

test("with --notail all that is there is read, and the lines are journalctl's", {
  skip: NO_JOURNAL,
}, async () => {
  const folder = journal();
  folder.append([
    { MESSAGE: "plain" },
    { MESSAGE: "no identifier", SYSLOG_IDENTIFIER: "-", _COMM: "comm" },
    { MESSAGE: "sent before", _SOURCE_REALTIME_TIMESTAMP: "1700000000000000" },
    { MESSAGE: "no process", _PID: "-", SYSLOG_PID: "5" },
    { MESSAGE: "nothing", _PID: "-", SYSLOG_IDENTIFIER: "-", _HOSTNAME: "-" },
  ]);
  const rules = "type=Single\nptype=RegExp\npattern=^(.*)$\ndesc=x\naction=write out $1\n";
  const daemon = start(folder, ["--journal=*", "--notail"], rules);
  assert.equal(await daemon.exited, 0);
  const wanted = folder.printed("--output=short").split("\n").slice(0, -1);
  assert.equal(wanted.length, 5);
  for (const line of daemon.read("out").split("\n").slice(0, -1)) assert.ok(wanted.includes(line), line);
});

test("alternatives of matches are joined, and each format is a line of its kind", {
  skip: NO_JOURNAL,
}, async () => {
  const folder = journal();
  const time = "1700000000000000";
  for (const [app, level] of [
    ["one", "3"],
    ["two", "3"],
    ["two", "6"],
    ["three", "3"],
  ] as const) {
    const text = `${app} ${level}`;
    folder.append([
      { MESSAGE: text, SYSLOG_IDENTIFIER: app, PRIORITY: level, _SOURCE_REALTIME_TIMESTAMP: time },
    ]);
  }
  const rules = "type=Single\nptype=RegExp\npattern=^(.*)$\ndesc=x\naction=write out $1\n";
  const matches = "--journal=SYSLOG_IDENTIFIER=one + SYSLOG_IDENTIFIER=two PRIORITY=3";
  const read = async (format: string): Promise<readonly string[]> => {
    const daemon = start(folder, [matches, "--notail", `--journal-format=${format}`], rules);
    assert.equal(await daemon.exited, 0);
    return daemon.read("out").split("\n").slice(0, -1);
  };
  assert.deepEqual(await read("message"), ["one 3", "two 3"]);
  const printed = folder.printed("--output=short-iso", "--identifier=one").trim();
  const zone = /([+-]\d\d):?(\d\d) /;
  assert.equal((await read("iso"))[0]!.replace(zone, "$1$2 "), printed.replace(zone, "$1$2 "));
  const [json = "", ...others] = await read("json");
  assert.deepEqual([JSON.parse(json).MESSAGE, JSON.parse(json).PRIORITY, others.length], ["one 3", "3", 1]);
});

/** Waits until an operation has counted so many events. */
async function lines(daemon: RunningDaemon, count: number): Promise<void> {
  await untilTrue(`${count} events`, async () => {
    const { out } = await daemon.ctl("operations", "--json");
    return out !== "" && JSON.parse(out).events === count;
  });
}

test("after kill -9 lines go on exactly where they were left", { skip: NO_JOURNAL }, async () => {
  const folder = journal();
  const state = join(folder.folder, "state");
  const options = ["--journal=* as app", `--state=${state}`];
  const counter = `type=SingleWithThreshold
ptype=RegExp
pattern=(bad)
context=app
desc=bad
action=write out reached
window=100000
thresh=6
`;
  folder.append([{ MESSAGE: "bad, before it began" }], { secondsAgo: 1000 });
  const first = start(folder, options, counter);
  await first.ready();
  folder.append([{ MESSAGE: "bad" }, { MESSAGE: "bad\nbad" }], { secondsAgo: 500 });
  await lines(first, 3);
  const committed = Date.now();
  await untilTrue("a commit", async () => Date.now() - committed > 600);
  first.child.kill("SIGKILL");
  await first.exited;
  folder.append([{ MESSAGE: "bad" }, { MESSAGE: "good" }, { MESSAGE: "bad" }], { secondsAgo: 400 });
  const second = start(folder, options, counter);
  await second.ready();
  await lines(second, 5);
  folder.append([{ MESSAGE: "bad" }]);
  await outIs(second, "out", ["reached"]);
  assert.match(second.read("log"), /Caught up: \d+ seconds have passed .*, 3 lines came/);
});

test("a cursor that is gone is told of, and nothing older is read again", { skip: NO_JOURNAL }, async () => {
  const folder = journal();
  const options = ["--journal=* as app", `--state=${join(folder.folder, "state")}`];
  folder.append([{ MESSAGE: "very old" }], { file: "old", secondsAgo: 5000 });
  const first = start(folder, options);
  await first.ready();
  folder.append([{ MESSAGE: "read" }], { file: "gone", secondsAgo: 1000 });
  await outIs(first, "out", ["read||journal:app"]);
  assert.equal((await first.ctl("stop")).status, 0);
  await first.exited;
  rmSync(join(folder.files, "gone.journal"));
  folder.append([{ MESSAGE: "new" }], { file: "new", secondsAgo: 10 });
  const second = start(folder, options);
  await second.ready();
  await outIs(second, "out", ["new||journal:app"]);
  assert.match(second.read("log"), /the entry that was read last is not in the journal any more/);
  assert.match((await second.ctl("inputs", "journal")).out, /1 lost/);
});

test("a journalctl that ends is started again, and files may be rotated", { skip: NO_JOURNAL }, async () => {
  const folder = journal();
  folder.append([{ MESSAGE: "before" }]);
  const daemon = start(folder, ["--journal=* as app"]);
  await daemon.ready();
  folder.append([{ MESSAGE: "one" }]);
  await outIs(daemon, "out", ["one||journal:app"]);
  process.kill(journalctlOf(daemon.child.pid!), "SIGUSR1");
  folder.append([{ MESSAGE: "two" }]);
  renameSync(join(folder.files, "a.journal"), join(folder.files, "a@rotated.journal"));
  folder.append([{ MESSAGE: "three" }]);
  await outIs(daemon, "out", ["one||journal:app", "two||journal:app", "three||journal:app"]);
});

test("what the program writes itself does not come back; what only says so does", {
  skip: NO_JOURNAL,
}, async () => {
  const folder = journal();
  folder.append([{ MESSAGE: "before" }]);
  const daemon = start(folder, ["--journal=* as app"]);
  await daemon.ready();
  const own = String(daemon.child.pid);
  folder.append([
    { MESSAGE: "own", _PID: own, _BOOT_ID: bootId() },
    { MESSAGE: "forged", SYSLOG_IDENTIFIER: "sec-ts", SYSLOG_PID: own },
  ]);
  await outIs(daemon, "out", ["forged||journal:app"]);
});

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim().replaceAll("-", "");
}

function journalctlOf(parent: number): number {
  const found = readdirSync("/proc").find((name) => {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) return false;
    return readFileSync(`/proc/${name}/stat`, "latin1").includes(`(journalctl) S ${parent} `);
  });
  return Number(found);
}
