import assert from "node:assert/strict";
import { existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { eventually } from "../../conformance/scripted/program.ts";
import { RunningDaemon, untilTrue } from "./running-daemon.ts";

const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=fail (\\S+)
desc=fails of $1
action=write out reached %s
window=3600
thresh=3

type=Single
ptype=RegExp
pattern=remember (.*)
desc=remember
action=create MEMORY 3600 (write out forgotten); add MEMORY $1; alias MEMORY OTHER; assign %last $1; \\
  getsize %size MEMORY; eval %function ( sub { 1 } )
`;

const daemon = newDaemon();

function newDaemon(): RunningDaemon {
  return new RunningDaemon(RULES, ["--input=missing", "--dump=dump", "--dumpfjson"]);
}

before(() => begin(daemon));

async function begin(begun: RunningDaemon): Promise<void> {
  await begun.ready();
  begun.feed("fail ann", "fail bob", "remember \x1b[31mred\xfc", "fail ann");
  await untilTrue("the lines", async () => (await status(begun)).lines === 4);
}

after(() => daemon.stop());

function printed(...args: readonly string[]): Promise<string> {
  return printedBy(daemon, ...args);
}

async function printedBy(asked: RunningDaemon, ...args: readonly string[]): Promise<string> {
  const { status: exit, out, errors } = await asked.ctl(...args);
  assert.equal(exit, 0, errors);
  return out;
}

async function status(asked = daemon) {
  return JSON.parse(await printedBy(asked, "status", "--json"));
}

async function items(...args: readonly string[]) {
  const text = await printed(...args, "--json");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

test("status tells of rules, inputs, what is remembered, and what troubles", async () => {
  const { rules, operations, contexts, state, inputs } = await status();
  assert.deepEqual(
    { rules, operations, contexts, state },
    { rules: 2, operations: 2, contexts: 2, state: "degraded" },
  );
  const [input, missing] = inputs;
  assert.equal(input.lines, 4);
  assert.equal(input.lagBytes, 0);
  assert.ok(input.lastLineAgeSeconds < 3600);
  assert.match(missing.failure, /does not exist/);
  const text = await printed("status");
  assert.match(text, /^sec-ts is degraded: process \d+, up /);
  assert.ok(
    text.split("\n").every((line) => line.length <= 80),
    text,
  );
});

test("operations are listed with their rules and windows, and chosen by a text", async () => {
  assert.deepEqual(
    (await items("operations")).map(({ desc, events, ruleline }) => ({ desc, events, ruleline })),
    [
      { desc: "fails of ann", events: 2, ruleline: 1 },
      { desc: "fails of bob", events: 1, ruleline: 1 },
    ],
  );
  const text = await printed("operations", "bob");
  assert.match(text, /^rules\.conf:1 SingleWithThreshold: [^]*1\s+event\n {4}fails of bob\n$/);
  const none = await printed("operations", "nobody");
  assert.equal(none, "no event correlation operations that contain 'nobody'\n");
});

test("bytes of logs reach the terminal as \\xNN, and JSON as escapes", async () => {
  const shown = await printed("contexts", "--lines");
  assert.match(
    shown,
    /^MEMORY, OTHER\n {4}created .* ends in .*, 1 stored line\n {4}then: write out forgotten; ?\n/,
  );
  assert.ok(shown.includes("| \\x1b[31mred\\xfc"), shown);
  const json = await printed("variables", "last", "--json");
  assert.equal(json, '{"name":"last","value":"\\u001b[31mred\\u00fc"}\n');
  assert.deepEqual(await items("variables", "size"), [{ name: "size", value: 1 }]);
  const [{ value, text }] = await items("variables", "function");
  assert.equal(value, null);
  assert.match(text, /^CODE\(/);
  assert.match(await printed("variables", "function"), /^%function = 'CODE\(/);
});

test("send creates an event of the very bytes, and debug sets the logging level", async () => {
  assert.equal(await printed("send", "fail f\u00fcr"), "");
  await untilTrue("the operation", async () => (await items("operations", "f\u00fcr")).length > 0);
  assert.equal((await items("operations", "f\u00fcr"))[0].desc, "fails of f\xc3\xbcr");
  assert.equal(await printed("debug", "5"), "logging level 5, was 6\n");
  assert.equal((await status()).logLevel, 5);
  assert.equal((await daemon.ctl("debug", "7")).status, 2);
  await printed("debug", "6");
});

test("dump prints what SIGUSR1 dumps", async (context) => {
  const fresh = newDaemon();
  context.after(() => fresh.stop());
  await begin(fresh);
  const ours = JSON.parse(await printedBy(fresh, "dump", "--json"));
  assert.deepEqual(ours.contexts[0].buffer, ["\x1b[31mred\xfc"]);
  assert.equal(Object.keys(ours.operations).length, 2);
  assert.equal(ours.rulestats["rules.conf"].stats[1].matches, 1);
  assert.deepEqual(Object.keys(ours), [
    "program",
    "env",
    "perf",
    "rulestats",
    "inputs",
    "buffer",
    "pendingevents",
    "pmatchcache",
    "operations",
    "contexts",
    "children",
    "variables",
  ]);
  assert.deepEqual(ours.variables["size"], 1);
  fresh.child.kill("SIGUSR1");
  await untilTrue("the dump", async () => fresh.read("log").includes("Dump to dump completed"));
  const theirs = JSON.parse(fresh.read("dump"));
  for (const dump of [ours, theirs]) {
    delete dump.perf;
    delete dump.program.dumptime;
    for (const name of Object.keys(dump.variables)) {
      if (/^(u|\.sec|\.min|\.hour|\.hmsstr)$/.test(name)) delete dump.variables[name];
    }
  }
  assert.deepEqual(ours, theirs);
  assert.match(
    await printedBy(fresh, "dump"),
    /^Program information:\n=+\n[^]*List of contexts:\n=+\nContext Name: MEMORY\n/,
  );
});

async function isFaulty(): Promise<boolean> {
  return (await status()).troubles.some((trouble: string) => /\d faults? in rule files/.test(trouble));
}

test("a faulty rule file is refused with its diagnostics, and loaded by force without them", async () => {
  const faulty = "type=Single\nptype=RegExp\npattern=(\ndesc=x\naction=none\n";
  writeFileSync(daemon.path("rules.conf"), `${RULES}\n${faulty}`);
  const refused = await daemon.ctl("reload");
  assert.equal(refused.status, 1);
  assert.match(refused.out, /^rules\.conf:\d+.*: error: /);
  assert.match(refused.out, /refused: they have 1 fault; the old rules go on \(2 rules\)\n$/);
  assert.equal(await isFaulty(), false);
  assert.match(await printed("reload", "--force"), /reloaded: 2 rules, 3 operations kept, 0 dropped\n$/);
  assert.equal(await isFaulty(), true);
  writeFileSync(daemon.path("rules.conf"), RULES);
  await printed("reload");
  assert.equal(await isFaulty(), false);
});

test("lines that were cut are counted", async () => {
  const earlier = await status();
  daemon.feed("x".repeat(1024 * 1024 + 1), "fail short");
  await untilTrue("the lines", async () => (await status()).inputs[0].lines === earlier.inputs[0].lines + 2);
  const [{ cut: none }, { cut }] = [earlier.inputs[0], (await status()).inputs[0]];
  assert.deepEqual([none, cut], [0, 1]);
  assert.match(await printed("status"), /input: open, \d+ lines, [^]*1 cut/);
});

test("rotate opens the log again, and the log tells who has asked", async () => {
  renameSync(daemon.path("log"), daemon.path("log.1"));
  await printed("rotate");
  assert.match(
    daemon.read("log.1"),
    /Control socket: rotate, asked for by user \d+, process \d+\n.*SIGUSR2 received/,
  );
  await eventually("a new log", () => existsSync(daemon.path("log")));
});

test("wrong usage says what would be right", async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["operatoins"], /did you mean 'operations'/],
    [["send"], /send wants LINE/],
    [["status", "--force"], /status has no option --force/],
    [["stop", "now"], /'now' is one argument too many/],
    [[], /which request/],
  ];
  for (const [args, expected] of cases) {
    const { status: exit, errors } = await daemon.ctl(...args);
    assert.match(errors, expected);
    assert.equal(exit, 2);
  }
});

test("the socket is for its owner alone, a second program leaves it, and a stale one is taken", async () => {
  assert.equal(statSync(daemon.path("socket")).mode & 0o007, 0);
  const second = new RunningDaemon(RULES, [`--control=${daemon.path("socket")}`]);
  await eventually("a complaint", () => second.read("log").includes("another program listens there"));
  await second.stop();
  await printed("status");
  daemon.child.kill("SIGKILL");
  await daemon.exited;
  const nobody = await daemon.ctl("status");
  assert.equal(nobody.status, 3);
  assert.match(nobody.errors, /nobody listens at .*systemctl start sec-ts/);
  const third = new RunningDaemon(RULES, [`--control=${daemon.path("socket")}`]);
  await untilTrue("an answer", async () => (await daemon.ctl("status")).status === 0);
  assert.match(await printed("stop"), /^process \d+ has ended\n$/);
  assert.equal(await third.exited, 0);
  assert.equal((await daemon.ctl("status")).status, 3);
  await third.stop();
});

const plainRule = (at: number): string =>
  `type=Single\nptype=RegExp\npattern=word${at} (\\S+)\ndesc=d\naction=none\n`;

test("a program that is ended while it reads rules ends, and does nothing after its last event", async () => {
  const events = `type=Single
ptype=RegExp
pattern=^SEC_
context=SEC_INTERNAL_EVENT
desc=e
action=write events $0
`;
  const many = Array.from({ length: 6000 }, (_, at) => plainRule(at)).join("\n");
  const ending = new RunningDaemon(`${events}\n${many}`, ["--intevents"]);
  try {
    await ending.ready();
    const reloading = ending.ctl("reload");
    await eventually(
      "a second reading",
      () => ending.read("log").split("Reading configuration").length === 3,
    );
    ending.child.kill("SIGTERM");
    assert.equal(await Promise.race([ending.exited, setTimeout(20_000, "still there")]), 0);
    assert.equal((await reloading).status, 1);
    assert.deepEqual(ending.read("events").trim().split("\n"), ["SEC_STARTUP", "SEC_SHUTDOWN"]);
  } finally {
    await ending.stop();
  }
});
