import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAMS } from "./program.ts";

/** A command line that is given to both programs, in a folder with rule files. */
interface Invocation {
  readonly args: readonly string[];
  /** Lines of the resource file. */
  readonly resource?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: readonly string[];
  /** Permissions of the file that the rule writes. */
  readonly mode: string;
}

const RULES = "type=single\nptype=regexp\npattern=(.*)\ndesc=d\naction=write - got $1; write out $1\n";
const FAULTY = `${RULES}\ntype=foo\n\ngarbage\n\n${RULES}`;

const END = ["--conf=rules", "--input=-", "--notail", "--log=log"];

const INVOCATIONS: Readonly<Record<string, readonly string[]>> = {
  "what is no option": ["--foo", "stray", "-x=1", "--=", "-"],
  "numbers that are none": ["--debug=x", "--bufsize=1.5", "--poll-timeout=1e", "--umask=8", "--cleantime="],
  "numbers out of range": [
    "--debug=7",
    "--bufsize=-1",
    "--blocksize=0",
    "--socket-timeout=0",
    "--cleantime=-1",
  ],
  "more numbers out of range": [
    "--evstoresize=-1",
    "--reopen-timeout=-1",
    "--check-timeout=-1",
    "--umask=01000",
  ],
  "input timeouts out of range": ["--input-timeout=-1", "--poll-timeout=-0.5"],
  "options that need others": ["--input-timeout=5", "--group=daemon"],
  "names that are cut short": ["--de=6", "--inp=nofile", "-notai", "--buf=2"],
  "names that are too short": ["--in=1", "--d=6", "-no=1", "--dumpf"],
  "capital letters, underscores and dashes": ["-DEBUG=6", "--input_timeout=1", "--no-jointbuf", "--No_tail"],
  "flags with values, negated values": ["--tail=1", "--noconf=x", "--nodebug"],
  "values in the next argument": ["--debug", "6", "-bufsize", "2", "--evstoresize", "-x"],
  "an empty value": ["--dump=", "--pid="],
  "the last of several values": ["--debug=6", "--debug=3", "--debug=5"],
  "a value that looks like an option": ["--dump", "--quoting", "--bufsize=1"],
  "arguments after two dashes": ["--debug=6", "--", "--foo", "bar"],
  "a context of an input": ["--input=nofile=CTX", "--debug=6"],
  "internal events and contexts": ["--intevents", "--intcontexts"],
  "several rule files in one pattern": ["--conf=faulty nofile none*", "--conf={faulty,rules}"],
  "a folder as a rule file": ["--conf=folder"],
  "a log file that cannot be opened": ["--log=/proc/none/log"],
  "a file for the process id that cannot be written": ["--pid=/proc/none/pid"],
  "a user that does not exist": ["--user=nobody-has-this-name"],
  "a group that does not exist": ["--user=nobody", "--group=nobody-has-this-name"],
  "umask in octal": ["--umask=0027"],
  "umask in binary": ["--umask=0b111"],
  "umask in hexadecimal": ["--umask=0x1f"],
  "umask in decimal": ["--umask=18"],
  "numbers with underscores": ["--poll-timeout=1_0.5", "--debug=_3", "--bufsize=1_", "--cleantime=_"],
  "root instead of root": ["--user=root"],
  "a debug level": ["--debug=4"],
  "a lower debug level": ["--debug=2", "--conf=faulty"],
};

const TEST_ONLY: Readonly<Record<string, readonly string[]>> = {
  "valid rules": ["--conf=rules"],
  "faulty rules": ["--conf=faulty"],
  "no rules": [],
  "a pattern without files": ["--conf=none*"],
  "a file that is not there": ["--conf=nofile"],
  "a faulty and a valid file": ["--conf=faulty", "--conf=rules"],
  "an empty file": ["--conf=empty"],
  "a folder": ["--conf=folder"],
};

function invoke(program: readonly string[], { args, resource, environment }: Invocation): Outcome {
  const folder = mkdtempSync(join(tmpdir(), "options-"));
  try {
    writeFileSync(join(folder, "rules"), RULES);
    writeFileSync(join(folder, "faulty"), FAULTY);
    writeFileSync(join(folder, "empty"), "");
    mkdirSync(join(folder, "folder"));
    if (resource !== undefined) writeFileSync(join(folder, "secrc"), resource);
    const [command = "", ...before] = program;
    const { status, stdout, stderr } = spawnSync(command, [...before, ...args], {
      cwd: folder,
      input: "hello\n",
      env: { ...process.env, ...(resource === undefined ? {} : { SECRC: "secrc" }), ...environment },
      encoding: "latin1",
      timeout: 20_000,
    });
    const read = (name: string): string => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      return found ? readFileSync(join(folder, name), "latin1") : "";
    };
    const out = statSync(join(folder, "out"), { throwIfNoEntry: false });
    return {
      status,
      stdout,
      stderr: stderr.replace(/ at \S+\/sec line \d+\.$/gm, ""),
      log: read("log").split("\n").map(withoutTime).filter(isComparable),
      mode: (out?.mode ?? 0).toString(8),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutTime(record: string): string {
  return record.replace(/^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}: /, "").replace(/^SEC \(Simple.*/, "banner");
}

/** What is wrong in a rule is said in words of our own. */
function isComparable(record: string): boolean {
  return !/^Rule in|^\S+ line \d+/.test(record);
}

function same(invocation: Invocation): void {
  assert.deepEqual(invoke(PROGRAMS.ours, invocation), invoke(PROGRAMS.reference, invocation));
}

for (const [what, args] of Object.entries(INVOCATIONS)) {
  test(`options are read as by SEC: ${what}`, () => same({ args: [...END, ...args] }));
}

for (const [what, args] of Object.entries(TEST_ONLY)) {
  test(`--testonly ends with the exit code of SEC: ${what}`, () => {
    const invocation = { args: [...args, "--testonly", "--log=log"] };
    const [ours, reference] = [invoke(PROGRAMS.ours, invocation), invoke(PROGRAMS.reference, invocation)];
    assert.equal(ours.status, reference.status);
    assert.deepEqual(ours.log, reference.log);
  });
}

test("arguments of the resource file follow those of the command line", () => {
  const resource = "# comment\n\n  --debug=5  \n--conf faulty\n--intevents\n\t--jointbuf\nstray\n";
  same({ args: [...END, "--debug=3"], resource });
});

test("a resource file that is not there", () => {
  same({ args: END, environment: { SECRC: "nofile" } });
});
