import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryQueue } from "../../../src/inputs/journal/entry-queue.ts";
import type { JournalEntry } from "../../../src/inputs/journal/export-format.ts";
import { JOURNAL_FORMATS } from "../../../src/inputs/journal/formats.ts";
import {
  fromFilePosition,
  startArguments,
  timeOfCursor,
  toFilePosition,
} from "../../../src/inputs/journal/journal-position.ts";
import { joinUnnamed, ofMachine, parseJournalPattern } from "../../../src/inputs/journal/matches.ts";
import { isOwnEntry, unitOf, unitsOfOurs } from "../../../src/inputs/journal/own-entries.ts";

function entry(fields: Readonly<Record<string, string>>): JournalEntry {
  return {
    fields: new Map(Object.entries(fields).map(([name, value]) => [name, [value]])),
    omittedBytes: 0,
  };
}

const NOON = { __REALTIME_TIMESTAMP: "1796040000000000", _HOSTNAME: "box" };

test("an entry becomes a line in the form of syslog, of ISO 8601, its message, or JSON", () => {
  process.env["TZ"] = "UTC";
  const one = entry({ ...NOON, SYSLOG_IDENTIFIER: "sshd", _PID: "7", MESSAGE: "hello \xff" });
  assert.deepEqual(JOURNAL_FORMATS.short(one), ["Nov 30 12:00:00 box sshd[7]: hello \xff"]);
  assert.deepEqual(JOURNAL_FORMATS.iso(one), ["2026-11-30T12:00:00+00:00 box sshd[7]: hello \xff"]);
  assert.deepEqual(JOURNAL_FORMATS.message(one), ["hello \xff"]);
  const [json = ""] = JOURNAL_FORMATS.json(one);
  assert.deepEqual(JSON.parse(json).MESSAGE, [...Buffer.from("hello \xff", "latin1")]);
  assert.deepEqual(JSON.parse(json)["_PID"], "7");
});

test("each line of a message is a line with the same header, and no field can make another one", () => {
  const several = entry({ ...NOON, SYSLOG_IDENTIFIER: "a\nb", MESSAGE: "one\n\ntwo\n\n" });
  assert.deepEqual(JOURNAL_FORMATS.short(several), [
    "Nov 30 12:00:00 box a b: one",
    "Nov 30 12:00:00 box a b: ",
    "Nov 30 12:00:00 box a b: two",
  ]);
  assert.deepEqual(JOURNAL_FORMATS.short(entry(NOON)), []);
  assert.equal(JOURNAL_FORMATS.json(several).length, 1);
});

test("matches are those of journalctl, with a name, and never its options", () => {
  assert.deepEqual(parseJournalPattern("*"), { matches: [], name: undefined, units: [] });
  assert.deepEqual(parseJournalPattern(" _SYSTEMD_UNIT=a.service + PRIORITY=3 as A "), {
    matches: ["_SYSTEMD_UNIT=a.service", "+", "PRIORITY=3"],
    name: "A",
    units: [],
  });
  assert.deepEqual(parseJournalPattern(`SYSLOG_IDENTIFIER="two words" X='"'`), {
    matches: ["SYSLOG_IDENTIFIER=two words", 'X="'],
    name: undefined,
    units: [],
  });
  for (const wrong of [
    "",
    "as A",
    "--file=/x",
    "+ A=1",
    "A=1 +",
    "A=1 + + B=2",
    "* A=1",
    "a=1",
    'A="',
    "A=1 as b/c",
  ]) {
    assert.equal(typeof parseJournalPattern(wrong), "string", wrong);
  }
  const joined = joinUnnamed(
    ["A=1", "B=1 as b", "C=1 + _SYSTEMD_UNIT=sec-ts@web.service"].map((value) => {
      const pattern = parseJournalPattern(value);
      assert.ok(typeof pattern === "object");
      return pattern;
    }),
  );
  const units = ["sec-ts@web.service"];
  assert.deepEqual(joined, [
    { matches: ["A=1", "+", "C=1", "+", "_SYSTEMD_UNIT=sec-ts@web.service"], name: undefined, units },
    { matches: ["B=1"], name: "b", units: [] },
  ]);
  const all = { matches: [], name: undefined, units: [] };
  assert.deepEqual(joinUnnamed([all, joined[0]!]), [{ ...all, units }], "all, and one by name");
});

test("our own entries are known by fields that journald sets, not by what anyone may say", () => {
  const own = {
    process: "77",
    boot: "b1",
    machine: "m1",
    unit: "sec-ts.service",
    invocation: "i1",
    user: "990",
  };
  const isOwn = (fields: Readonly<Record<string, string>>): boolean => isOwnEntry(entry(fields), own);
  assert.equal(isOwn({ _SYSTEMD_UNIT: "sec-ts.service", _PID: "80" }), true, "a command, or an earlier run");
  assert.equal(isOwn({ _SYSTEMD_INVOCATION_ID: "i1" }), true);
  assert.equal(isOwn({ _UID: "990", _PID: "80" }), true, "a command that had ended when journald looked");
  assert.equal(isOwn({ _UID: "990", _SYSTEMD_UNIT: "other.service" }), false);
  assert.equal(isOwn({ _UID: "0", _PID: "80" }), false);
  assert.equal(isOwn({ _PID: "77", _BOOT_ID: "b1" }), true);
  assert.equal(isOwn({ _PID: "77", _BOOT_ID: "b0" }), false, "before the machine was started again");
  assert.equal(isOwn({ SYSLOG_IDENTIFIER: "sec-ts", SYSLOG_PID: "77", _PID: "5" }), false, "forged");
  assert.equal(
    isOwn({ UNIT: "sec-ts.service", _PID: "1", _SYSTEMD_UNIT: "init.scope" }),
    false,
    "systemd's own words",
  );
  assert.equal(isOwn({ _SYSTEMD_UNIT: "sec-ts.service", _MACHINE_ID: "m2" }), false, "another machine");
  assert.equal(isOwnEntry(entry({ _SYSTEMD_UNIT: "x.service" }), { ...own, unit: undefined }), false);
  const other = { _SYSTEMD_UNIT: "sec-ts@web.service", _PID: "80" };
  assert.equal(isOwn(other), true, "another instance, or a command of it");
  assert.equal(
    isOwnEntry(entry(other), { ...own, unit: undefined }),
    true,
    "for one started by hand as well",
  );
  const byName = unitsOfOurs(["_SYSTEMD_UNIT=sec-ts@web.service", "+", "_SYSTEMD_UNIT=sec-ts.service"]);
  assert.equal(isOwnEntry(entry(other), own, byName), false, "asked for by name");
  assert.equal(isOwnEntry(entry({ _SYSTEMD_UNIT: "sec-ts.service" }), own, byName), true, "never ourselves");
  assert.deepEqual(unitsOfOurs(["_SYSTEMD_UNIT=ssh.service", "UNIT=sec-ts.service", "sec-ts.service"]), []);
  for (const unit of ["sec-ts-fifo.service", "sec-ts@web.timer", "my-sec-ts.service", "user@0.service"]) {
    assert.equal(isOwn({ _SYSTEMD_UNIT: unit }), false, unit);
  }
  const ofUser = { _SYSTEMD_UNIT: "user@1.service", _SYSTEMD_USER_UNIT: "sec-ts@x.service" };
  assert.equal(isOwn(ofUser), false, "which every user may name so");
  assert.equal(unitOf("0::/system.slice/sec-ts.service\n"), "sec-ts.service");
  assert.equal(unitOf("0::/system.slice/system-sec\\x2dts.slice/sec-ts@a.service/sub\n"), "sec-ts@a.service");
  assert.equal(unitOf("0::/user.slice/user-0.slice/session-1.scope\n"), undefined);
});

function line(text: string) {
  return { text, time: 1, fields: new Map() };
}

test("a position is the last entry whose lines were all matched, and the lines of the next", () => {
  const queue = new EntryQueue();
  assert.deepEqual(queue.position(true), { cursor: undefined });
  queue.push("a", []);
  queue.push("b", []);
  queue.push("c", [line("1"), line("2")]);
  queue.push("d", [line("3"), line("4"), line("5")], 1);
  queue.push("e", []);
  assert.equal(queue.take()?.text, "1");
  assert.deepEqual(queue.position(false), { cursor: "b", lines: 0 });
  assert.deepEqual(queue.position(true), { cursor: "b", lines: 1 });
  assert.equal(queue.take()?.text, "2");
  assert.deepEqual(queue.position(false), { cursor: "b", lines: 1 });
  assert.deepEqual(queue.position(true), { cursor: "c", lines: 0 });
  assert.equal(queue.take()?.text, "4");
  assert.deepEqual(queue.position(false), { cursor: "c", lines: 1 });
  assert.equal(queue.take()?.text, "5");
  assert.equal(queue.take(), undefined);
  assert.deepEqual(queue.position(true), { cursor: "e", lines: 0 });
});

test("positions are kept as those of files are", () => {
  const cursor = "s=6ad6;i=a;b=0123;m=f4249;t=6617c836c4784;x=52b3";
  for (const from of [
    { kind: "cursor", cursor },
    { kind: "since", microseconds: 1_500_000n },
  ] as const) {
    const kept = toFilePosition("journal", { from, lines: 2 });
    assert.deepEqual(fromFilePosition(kept), { from, lines: 2 });
  }
  assert.equal(timeOfCursor(cursor), 0x6617c836c4784n);
  assert.equal(timeOfCursor("s=1"), undefined);
  assert.deepEqual(startArguments({ kind: "since", microseconds: 1_500_000n }), ["--since=@1.500000"]);
});

test("entries of one machine only: each alternative is bound to it", () => {
  assert.deepEqual(ofMachine([], "m"), ["_MACHINE_ID=m"]);
  assert.deepEqual(ofMachine(["A=1", "B=2", "+", "C=3"], "m"), [
    "_MACHINE_ID=m",
    "A=1",
    "B=2",
    "+",
    "_MACHINE_ID=m",
    "C=3",
  ]);
});
