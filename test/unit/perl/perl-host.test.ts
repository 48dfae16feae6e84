import assert from "node:assert/strict";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type PerlArgument, type PerlCall, PerlExit, type PerlWant } from "../../../src/core/perl-port.ts";
import { PerlHost, type PerlHostSettings } from "../../../src/perl/perl-host.ts";

const folder = mkdtempSync(join(tmpdir(), "sec-ts-perl-"));
const hosts: PerlHost[] = [];
const nowhere = openSync("/dev/null", "w");

after(() => {
  for (const host of hosts) host.close();
  rmSync(folder, { recursive: true });
});

interface Tested {
  readonly host: PerlHost;
  readonly log: string[];
  call(code: string, settings?: Partial<PerlCall>): unknown;
  sub(code: string, want: PerlWant, ...parameters: PerlArgument[]): unknown;
}

function start(settings: Partial<PerlHostSettings> = {}): Tested {
  const log: string[] = [];
  const host = new PerlHost({
    stderr: nowhere,
    log: (message) => log.push(message),
    ...settings,
  });
  hosts.push(host);
  const call = (code: string | number, more: Partial<PerlCall> = {}) =>
    host.call({ want: "text", code, arguments: [], keep: false, now: 0, event: 0, ...more });
  return {
    host,
    log,
    call: (code, more) => resultOf(call(code, more).outcome),
    sub: (code, want, ...parameters) =>
      resultOf(call(host.function(code), { want, arguments: parameters }).outcome),
  };
}

/** The value of an outcome, or the outcome as it is. */
function resultOf(outcome: object): unknown {
  return "value" in outcome ? outcome.value : "values" in outcome ? outcome.values : outcome;
}

function failure(message: RegExp): (result: unknown) => void {
  return (result) => {
    const { kind, message: text } = result as { kind: string; message: string };
    assert.equal(kind, "failed");
    assert.match(text, message);
  };
}

test("all bytes go to Perl code and come back as they are", () => {
  const { sub } = start();
  const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));
  assert.equal(sub("sub { $_[0] }", "text", bytes), bytes);
  assert.equal(sub("sub { length($_[0]) }", "text", bytes), "256");
  assert.deepEqual(sub("sub { @_ }", "match", bytes, "", "\0\n"), [bytes, "", "\0\n"]);
});

test("ten million bytes go to Perl code and come back", () => {
  const { sub } = start();
  const large = "0123456789".repeat(1_000_000);
  assert.equal(sub("sub { scalar(reverse($_[0])) }", "text", large), "9876543210".repeat(1_000_000));
  assert.equal(sub("sub { length($_[0]) }", "text", large), "10000000");
  assert.equal(sub("sub { 5 }", "text"), "5");
});

test("characters that are no bytes become UTF-8", () => {
  const { call } = start();
  assert.equal(call('"a\\x{263a}"'), "a\xe2\x98\xba");
  assert.equal(call('my $x = "\\xe4"; utf8::upgrade($x); $x'), "\xe4");
});

test("functions that a variable held are forgotten when they are released", () => {
  const { host, call } = start();
  const made = call("sub { 7 }", { keep: true }) as { handle: number; text: string };
  assert.match(made.text, /^CODE\(0x[0-9a-f]+\)$/);
  const again = { want: "text", code: made.handle, arguments: [], keep: false, now: 0, event: 0 } as const;
  assert.equal(resultOf(host.call(again).outcome), "7");
  host.release(made.handle);
  failure(/is gone/)(resultOf(host.call(again).outcome));
});

test("a host that was prepared is the one that is used, and ends if it is not", () => {
  const [starts, perl] = [join(folder, "starts"), join(folder, "counted-perl")];
  writeFileSync(perl, `#!/bin/sh\necho start >> ${starts}\nexec perl "$@"\n`, { mode: 0o755 });
  const used = start({ perl });
  used.host.prepare();
  used.host.prepare();
  assert.equal(used.host.pid, undefined);
  assert.equal(used.call("6 * 7"), "42");
  used.host.prepare();
  assert.equal(used.call("6 * 8"), "48");
  assert.equal(readFileSync(starts, "utf8"), "start\n");
  const unused = start();
  unused.host.prepare();
  const children = readdirSync("/proc/self/fd").length;
  unused.host.close();
  assert.equal(readdirSync("/proc/self/fd").length, children - 2);
});

test("a host that was killed is replaced before the next call, which succeeds", async () => {
  const { host, sub, call, log } = start();
  assert.equal(sub("sub { 'first' }", "text"), "first");
  process.kill(host.pid!, "SIGKILL");
  await ended(host.pid!);
  const reply = host.call({ want: "text", code: "2 + 3", arguments: [], keep: false, now: 0, event: 0 });
  assert.equal(resultOf(reply.outcome), "5");
  assert.equal(reply.restarted, true);
  assert.equal(call("6"), "6");
  assert.deepEqual(log, ["the Perl process was ended by signal 9; a new one was started"]);
});

test("a host that kills itself costs the call, and its functions are compiled again", () => {
  const { host, sub, log } = start();
  const kind = "our $calls; sub { ++$calls }";
  const handle = host.function(kind);
  const call = { want: "text", code: handle, arguments: [], keep: false, now: 0, event: 0 } as const;
  assert.equal(resultOf(host.call(call).outcome), "1");
  assert.equal(resultOf(host.call(call).outcome), "2");
  failure(/ended by signal 9/)(sub("sub { kill KILL => $$ }", "truth"));
  assert.equal(resultOf(host.call(call).outcome), "1");
  assert.equal(log.length, 1);
});

for (const code of [
  "sub { 1 while 1 }",
  "sub { sleep 100 }",
  "sub { $SIG{TERM} = 'IGNORE'; select(undef, undef, undef, 100) }",
]) {
  test(`${code} costs its call, and no more time than it may take`, () => {
    const { sub, log } = start({ timeoutSeconds: 0.3 });
    const began = performance.now();
    failure(/did not reply within 0.3 seconds/)(sub(code, "text"));
    assert.ok(performance.now() - began < 3000);
    assert.equal(sub("sub { 'alive' }", "text"), "alive");
    assert.match(log.join("\n"), /a new one was started/);
  });
}

/** A command that notes the process that it becomes. */
const noted = (name: string): string => `exec sh -c 'echo \\$\\$ > ${join(folder, name)}; exec sleep 100'`;

/** The process that was noted, if any was. */
const pidOf = (name: string): number =>
  existsSync(join(folder, name)) ? Number(readFileSync(join(folder, name), "latin1")) : 0;

/** Runs code that hangs, with more time if what it starts has not begun when the time is over. */
function hang(call: Tested["call"], code: string, last: string): void {
  failure(/did not reply/)(call(code));
  for (let seconds = 1; pidOf(last) === 0; seconds *= 2)
    failure(/did not reply/)(start({ timeoutSeconds: seconds }).call(code));
}

for (const [name, code] of [
  ["system", (command: string) => `system("${command}")`],
  ["system in a shell", (command: string) => `system("(${command}); true")`],
  ["backticks", (command: string) => `my $x = \`${command}\``],
  ["system with a list", (command: string) => `system("/bin/sh", "-c", "${command}")`],
  // Which ignores the same signals as a job in the background.
  ["another command", (command: string) => `system("perl", "-e", "system shift", "${command}")`],
  ["BEGIN", (command: string) => `BEGIN { system("${command}") }`],
] as const) {
  test(`a command that ${name} waits for ends with the host`, async () => {
    const file = name.replaceAll(" ", "-");
    hang(start({ timeoutSeconds: 0.5 }).call, code(noted(file)), file);
    await ended(pidOf(file));
    assert.ok(!isAlive(pidOf(file)));
  });
}

test("what was started before the call that hangs goes on, and so do jobs in the background", async (t) => {
  const { call } = start({ timeoutSeconds: 0.5 });
  t.after(() => {
    // 0 would be all of us.
    for (const pid of ["earlier", "job"].map(pidOf)) if (pid > 0) process.kill(pid, "SIGKILL");
  });
  call(`exec("/bin/sh", "-c", "${noted("earlier")}") if !fork; 1`);
  // The clock by which processes are told apart has hundredths of a second.
  while (pidOf("earlier") === 0) await new Promise((resolve) => setTimeout(resolve, 30));
  hang(call, `system("(${noted("job")}) & sleep 0.2; (${noted("late")}); true")`, "late");
  await ended(pidOf("late"));
  assert.deepEqual(
    ["earlier", "job", "late"].map((name) => isAlive(pidOf(name))),
    [true, true, false],
  );
});

test("a host that does not read a large request is given up in time", () => {
  const { host, sub, call } = start({ timeoutSeconds: 0.3 });
  assert.equal(sub("sub { length($_[0]) }", "text", "abc"), "3");
  host.compile("sub { length($_[0]) }");
  process.kill(host.pid!, "SIGSTOP");
  failure(/did not reply/)(sub("sub { length($_[0]) }", "text", "x".repeat(10_000_000)));
  assert.equal(call("2"), "2");
});

test("exit ends the program with its status, after END blocks", () => {
  const { call } = start();
  const file = join(folder, "end");
  call(`END { open(my $out, ">", "${file}"); print $out "end" } 1`);
  assert.throws(
    () => call("exit(300)"),
    (error) => error instanceof PerlExit && error.status === 300 % 256,
  );
  assert.ok(existsSync(file));
});

test("exit is a failure if it is to be ignored", () => {
  const { call, log } = start({ exit: "ignore" });
  failure(/exit\(3\), which is ignored/)(call("exit 3"));
  assert.equal(call("4"), "4");
  assert.equal(log.length, 1);
});

test("without perl there is a reason, and calls fail", () => {
  const { host, call } = start({ perl: join(folder, "no-perl") });
  assert.equal(host.whyUnavailable(), "there is no program perl");
  failure(/can't be started: there is no program perl/)(call("1"));
});

test("code that leaves its call by next or last is a failure", () => {
  const { call, sub } = start({ timeoutSeconds: 2 });
  failure(/next, last or redo/)(call("next"));
  failure(/next, last or redo/)(sub("sub { last }", "truth"));
  assert.equal(call("1"), "1");
});

test("a child that the code forks does not answer in its parent's place", () => {
  const { call } = start();
  assert.match(call("fork") as string, /^[1-9]\d*$/);
  assert.equal(call("'parent'"), "parent");
  assert.equal(call("'still the parent'"), "still the parent");
});

test("functions that need a module are compiled again when they are called", () => {
  const { host } = start();
  writeFileSync(
    join(folder, "Late.pm"),
    "package Late; sub import { *main::SEC::late = sub (@) { 'late' } } 1;",
  );
  const handle = host.function("sub { late 1 }");
  const call = { want: "text", code: handle, arguments: [], keep: false, now: 0, event: 0 } as const;
  failure(/syntax error/)(resultOf(host.call(call).outcome));
  host.call({ ...call, code: `use lib "${folder}"; require Late; Late->import; 1` });
  assert.equal(resultOf(host.call(call).outcome), "late");
});

test("a die in a signal handler between two calls does not end the host", async () => {
  const { host, call, log } = start();
  assert.equal(call("$SIG{USR1} = sub { die 'in between' }; 1"), "1");
  process.kill(host.pid!, "SIGUSR1");
  assert.equal(call("1 + 1"), "2");
  assert.deepEqual(log, []);
});

test("signals to the whole process group leave the host alone", () => {
  const { host, call } = start();
  call("1");
  const { pid } = host;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1", "SIGABRT"] as const)
    process.kill(pid!, signal);
  assert.equal(call("2"), "2");
  assert.equal(host.pid, pid);
});

test("none of our descriptors is open in the host but the two pipes", () => {
  const { call } = start();
  const fds = call(
    'opendir(my $d, "/proc/self/fd"); join(" ", sort { $a <=> $b } grep { /\\d/ } readdir($d))',
  );
  assert.equal(fds, "0 1 2 3 4 5");
  assert.equal(call("`ls /proc/self/fd | wc -l`"), "4\n");
});

test("many restarts leave no descriptor and no process behind", async () => {
  const { host, call } = start();
  call("1");
  const before = readdirSync("/proc/self/fd").length;
  for (let round = 0; round < 30; round += 1) failure(/signal 9/)(call("kill KILL => $$"));
  assert.equal(readdirSync("/proc/self/fd").length, before);
  assert.equal(call("1"), "1");
  assert.ok(host.pid);
});

test("a program that is evaluated again behaves as if it had been compiled anew", () => {
  const { call } = start();
  const thrice = (code: string, more: Partial<PerlCall> = {}) => [1, 2, 3].map(() => call(code, more));
  assert.deepEqual(thrice("++$counter"), ["1", "2", "3"]);
  assert.deepEqual(thrice("use feature 'state'; state $n = 0; ++$n"), ["1", "1", "1"]);
  assert.deepEqual(thrice("my $n; ++$n"), ["1", "1", "1"]);
  assert.deepEqual(thrice('scalar("aXbX" =~ /X/g)'), ["1", "1", "1"]);
  assert.deepEqual(thrice('glob("{a,b}")', { want: "truth" }), [true, true, true]);
  const files = "scalar(<$nothing/x>)";
  assert.deepEqual([...thrice(files), ...thrice(files)], Array(6).fill("/x"));
  const growing = '$p = ++$grown; "3" =~ m<^$p$>o ? 1 : 0';
  assert.deepEqual([...thrice(growing), call(growing)], ["0", "0", "1", "0"]);
  assert.deepEqual(thrice("$yes = 1; scalar($yes .. $no)"), ["1", "1", "1"]);
  for (const result of thrice("}; { 5")) failure(/syntax error/)(result);
  assert.deepEqual(thrice("wantarray"), ["1", "1", "1"]);
  assert.deepEqual(thrice("return 3; 4"), ["3", "3", "3"]);
  assert.deepEqual(thrice("5 # a remark"), ["5", "5", "5"]);
  assert.deepEqual(thrice("scalar(@_)"), ["0", "0", "0"]);
});

test("a program with a long text in it takes no longer, whatever the text is", () => {
  const { call } = start({ timeoutSeconds: 2 });
  for (const text of ["g", "(g", "<", "<g", "o.", "_", "a-g "].map((part) =>
    part.repeat(60_000 / part.length),
  ))
    assert.equal(call(`length('(${text}1')`), "60002");
});

/** Waits until a process is gone or a zombie. */
async function ended(pid: number): Promise<void> {
  const deadline = performance.now() + 5000;
  while (performance.now() < deadline && isAlive(pid)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
