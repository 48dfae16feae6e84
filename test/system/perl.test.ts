import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { eventually, PROGRAMS, RunningProgram, type Setting } from "../conformance/scripted/program.ts";

/** How often the Perl process is killed or stopped; `SEC_TS_PERL_KILLS=100` for more. */
const KILLS = Number(process.env["SEC_TS_PERL_KILLS"] ?? 4);
const LINES_BETWEEN_KILLS = 2000;

/** Notes each Perl process and each new one, and counts lines with code. */
const COUNTING = `
type=Single
ptype=SubStr
pattern=SEC_STARTUP
context=SEC_INTERNAL_EVENT
desc=first
action=eval %pid ( $$ ); write pids %pid

type=Single
ptype=SubStr
pattern=SEC_TS_PERL_RESTART
context=SEC_INTERNAL_EVENT
desc=next
action=eval %pid ( $$ ); write pids %pid

type=Single
ptype=PerlFunc
pattern=sub { return $_[0] =~ /^line (\\d+)$/ ? $1 : 0 }
desc=$1
action=write counted $1

type=Single
ptype=SubStr
pattern=quit
desc=quit
action=write counted quit
`;

/** Code that writes down as whom it runs. */
function note(file: string): string {
  return `open(F, ">>${file}"); print F "$< $>\\n"; close F;`;
}

function run(t: TestContext, setting: Setting, prepare: (folder: string) => void = () => {}): RunningProgram {
  const program = new RunningProgram(PROGRAMS.ours, setting, prepare);
  t.after(() => program.remove());
  return program;
}

/** The process that runs code now, if it is not one of those that were dealt with. */
function newProcess(program: RunningProgram, before: ReadonlySet<number>): number | undefined {
  const pid = Number(/(\d+)\n$/.exec(program.read("pids"))?.[1] ?? 0);
  return pid > 0 && !before.has(pid) ? pid : undefined;
}

/** Sends lines at full speed, and a signal to each new Perl process while they are matched. */
async function underLoad(program: RunningProgram, signal: NodeJS.Signals): Promise<void> {
  const dealtWith = new Set<number>();
  for (let sent = 0; sent < KILLS * LINES_BETWEEN_KILLS; sent += LINES_BETWEEN_KILLS) {
    const lines = Array.from({ length: LINES_BETWEEN_KILLS }, (_, at) => `line ${sent + at + 1}`);
    program.event(lines.join("\n"));
    await eventually("lines that are counted", () => lastCounted(program) > sent);
    await eventually("a Perl process to deal with", () => {
      const pid = newProcess(program, dealtWith);
      if (pid === undefined) return false;
      dealtWith.add(pid);
      return isSent(pid, signal);
    });
  }
  await eventually("the last Perl process", () => newProcess(program, dealtWith));
  program.event("quit");
  await program.holds("counted", /^quit$/m);
}

function lastCounted(program: RunningProgram): number {
  return Number(/(\d+)\n$/.exec(program.read("counted"))?.[1] ?? 0);
}

/** Whether there still was such a process: on a busy machine a call may be late, and its process replaced. */
function isSent(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

test("a Perl process that is killed under load costs the call in progress, and rules are told", async (t) => {
  const program = run(t, { rules: COUNTING, options: ["--intevents"] });
  await underLoad(program, "SIGKILL");
  assert.equal(await program.end(), 0);
  const counted = new Set(program.read("counted").split("\n")).size - 2;
  const lost = KILLS * LINES_BETWEEN_KILLS - counted;
  assert.ok(lost >= 0 && lost <= KILLS, `${lost} lines lost by ${KILLS} kills`);
  assert.equal(program.records().filter((record) => record.includes("signal 9; a new one")).length, KILLS);
});

test("a Perl process that hangs under load is replaced when its time is over", async (t) => {
  const program = run(t, { rules: COUNTING, options: ["--intevents", "--perl-timeout=0.3"] });
  await underLoad(program, "SIGSTOP");
  assert.equal(await program.end(), 0);
  const counted = new Set(program.read("counted").split("\n")).size - 2;
  // On a busy machine a call may be late without a fault.
  const late = program.records().filter((record) => record.includes("did not reply within 0.3 seconds"));
  assert.ok(
    late.length >= KILLS && KILLS * LINES_BETWEEN_KILLS - counted <= late.length,
    `${late.length} late`,
  );
});

test("without perl the rules that need it are left out, and the package is named", async (t) => {
  const rules = `${COUNTING}\ntype=Single\nptype=RegExp\npattern=plain (\\w+)\ndesc=p\naction=write plain $1\n`;
  const program = run(t, { rules, environment: { PATH: "empty" } }, (folder) => {
    mkdirSync(`${folder}/empty`);
    symlinkSync("/bin/sh", `${folder}/empty/sh`);
  });
  await program.logged(/no program perl.*apt-get install perl/);
  program.event("plain text");
  await program.holds("plain", /^text$/m);
  assert.equal(await program.end(), 0);
});

test("exit in code ends the program with its status, after what was done before it", async (t) => {
  const rule = "type=Single\nptype=SubStr\npattern=go\ndesc=d\naction=write out before; eval %x ( exit 5 ); ";
  const program = run(t, { rules: `${rule}write out after\n` });
  program.event("go");
  assert.equal(await program.end(), 5);
  assert.equal(program.read("out"), "before\n");
});

test("with --perl-exit=ignore, exit costs the call, and the program goes on", async (t) => {
  const rules =
    "type=Single\nptype=SubStr\npattern=go\ndesc=d\n" +
    "action=assign %x old; eval %x ( exit 5 ); write out after %x\n\n" +
    "type=Single\nptype=RegExp\npattern=^SEC_TS_PERL_RESTART\ndesc=d\naction=write out told\n\n" +
    "type=Single\nptype=PerlFunc\npattern=sub { exit(6) if $_[0] eq 'leave'; $_[0] eq 'stay' }\n" +
    "desc=d\naction=write out stays\n";
  const program = run(t, { rules, options: ["--perl-exit=ignore", "--intevents"] });
  for (const event of ["go", "leave", "stay"]) program.event(event);
  await program.holds("out", /stays/);
  assert.equal(await program.end(), 0);
  assert.equal(program.read("out"), "after old\ntold\ntold\nstays\n");
  const ignored = program.records().filter((record) => /exit\([56]\), which is ignored, and/.test(record));
  assert.ok(ignored.some((record) => record.includes("a new one was started")));
});

test("exit while code is compiled ends the program with its status, and no stack is shown", async (t) => {
  const rules = "type=Single\nptype=PerlFunc\npattern=sub { BEGIN { exit 4 } 1 }\ndesc=d\naction=none\n";
  for (const options of [[], ["--testonly"], ["--state=state"]]) {
    const program = run(t, { rules, options });
    assert.equal(await program.end(), 4, options.join());
    assert.doesNotMatch(program.read("stderr"), /\bat .*\(/);
  }
});

test("with --user no Perl code runs as root, BEGIN blocks included", {
  skip: process.getuid?.() !== 0 && "only root can become another user",
}, async (t) => {
  const rules =
    `type=Single\nptype=PerlFunc\npattern=sub { BEGIN { ${note("begun")} } $_[0] eq "go" }\n` +
    `desc=d\naction=lcall %x -> ( sub { ${note("called")} } )\n`;
  const program = run(t, { rules, options: ["--user=nobody", "--group=nogroup"] }, (folder) => {
    chmodSync(folder, 0o777);
  });
  program.event("go");
  await program.holds("called", /\n/);
  assert.equal(await program.end(), 0);
  const notes = (program.read("begun") + program.read("called")).trimEnd().split("\n");
  assert.ok(notes.length >= 2);
  for (const ids of notes) assert.match(ids, /^([1-9]\d*) \1$/);
});
