import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../../main-program.ts";

interface Run {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
  readonly log: string;
}

/** Runs rules over lines (`@second text`) in a folder of its own. */
function replay(rules: string, lines: readonly string[], args: readonly string[] = [], path?: string): Run {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-replay-"));
  try {
    writeFileSync(join(folder, "rules"), rules, "latin1");
    writeFileSync(join(folder, "input"), `${lines.join("\n")}\n`, "latin1");
    writeFileSync(join(folder, "log"), "");
    const run = spawnSync(
      process.execPath,
      [MAIN, "replay", "--conf=rules", "--input=input", "--log=log", ...args],
      {
        cwd: folder,
        encoding: "latin1",
        env: { ...process.env, TZ: "UTC", ...(path !== undefined && { PATH: path }) },
      },
    );
    const log = readFileSync(join(folder, "log"), "latin1");
    return { output: run.stdout, errors: run.stderr, status: run.status, log };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rule(pattern: string, action: string): string {
  return `type=Single\ncontinue=TakeNext\nptype=RegExp\npattern=${pattern}\ndesc=d\naction=${action}\n\n`;
}

test("what code prints stands between what is written, and files are there when code looks", () => {
  const rules = rule(
    "(.*)",
    "write - before; write out $1; eval %o ( print `cat out`; ); " +
      "write - after %.hmsstr; eval %t ( scalar(localtime) ); write - %t",
  );
  const { output, status } = replay(rules, ["@3600 x", "@7200 y"], ["--run-commands"]);
  const first = "before\nx\nafter 01:00:00\nThu Jan  1 01:00:00 1970\n";
  const second = "before\nx\ny\nafter 02:00:00\nThu Jan  1 02:00:00 1970\n";
  assert.equal(output, first + second);
  assert.equal(status, 0);
});

test("code that runs when rules are read is told the first second, after a restart the present one", () => {
  const rules = [
    "type=Single\nptype=PerlFunc",
    "pattern=my $t = time; my $l = localtime; sub { $_[0] eq 'show' && ($t, $l, time) }",
    "desc=d\naction=write - $1, $2, $3\n",
    rule("^kill", "lcall %o -> ( sub { kill KILL => $$ } )"),
  ].join("\n");
  const lines = ["@1000000000 show", "@1000000009 show", "@1000000020 kill", "@1000000030 show"];
  const { output } = replay(rules, lines);
  const first = "1000000000, Sun Sep  9 01:46:40 2001";
  assert.equal(
    output,
    `${first}, 1000000000\n${first}, 1000000009\n1000000020, Sun Sep  9 01:47:00 2001, 1000000030\n`,
  );
});

test("sleep takes no time, and says that it has slept", () => {
  const rules = rule(
    "(.*)",
    "eval %o ( use Time::HiRes qw(usleep); my $t = time; " +
      "my $apart = time - Time::HiRes::time(); " +
      "join(' ', sleep(100), Time::HiRes::sleep(50.5), usleep(9e9), time - $t, $apart) ); " +
      "write - %o",
  );
  const { output } = replay(rules, ["@7000 x"]);
  assert.equal(output, "100 50.5 9000000000 0 0\n");
});

test("the log shows the code of functions", () => {
  const rules = rule("(.*)", 'lcall %o x -> ( sub { die "no $_[0]\\n" } )');
  const { log } = replay(rules, ["@1 x"], ["--debug=6"]);
  assert.match(log, /Calling code 'sub \{ die "no \$_\[0\]\\n" \}' and setting variable '%o'/);
  assert.match(log, /Code 'sub \{ die "no \$_\[0\]\\n" \}' runtime error: no x/);
});

test("exit in code ends the replay with its status, and what was written before is there", () => {
  const rules = rule("(.*)", 'write - $1; eval %o ( exit(3) if "$1" eq "b" ); write - still here');
  const { output, status } = replay(rules, ["@1 a", "@2 b", "@3 c"]);
  assert.equal(output, "a\nstill here\nb\n");
  assert.equal(status, 3);
});

test("with --perl-exit=ignore, exit is a failure of the action", () => {
  const rules = rule("(.*)", 'write - $1; eval %o ( exit(3) if "$1" eq "b" ); write - still here');
  const { output, status, log } = replay(rules, ["@1 a", "@2 b", "@3 c"], ["--perl-exit=ignore"]);
  assert.equal(output, "a\nstill here\nb\nstill here\nc\nstill here\n");
  assert.equal(status, 0);
  assert.match(log, /Error evaluating code .*exit\(3\), which is ignored.*\(rule in rules at line 1\)/);
});

test("code that hangs or kills its process fails, is logged with its rule, and rules are told", () => {
  const rules =
    rule("^SEC_(STARTUP|TS_PERL_RESTART)", "write - $0; eval %o ( $loaded = 1 )") +
    rule("^hang", "assign %o old; eval %o ( 1 while 1 ); write - %o") +
    rule("^kill", "assign %o old; lcall %o -> ( sub { kill KILL => $$ } ); write - %o") +
    rule("^show", "eval %o ( $loaded ); write - loaded: %o");
  const lines = ["@1 show", "@2 hang", "@3 show", "@4 kill", "@5 show"];
  const { output, status, log } = replay(rules, lines, ["--perl-timeout=0.5", "--intevents"]);
  const restart = "old\nSEC_TS_PERL_RESTART\nloaded: 1\n";
  assert.equal(output, `SEC_STARTUP\nloaded: 1\n${restart}${restart}`);
  assert.equal(status, 0);
  assert.match(
    log,
    /'1 while 1': the Perl process did not reply within 0.5 seconds \(rule in rules at line 8\)/,
  );
  assert.match(log, /runtime error: the Perl process was ended by signal 9 \(rule in rules at line 15\)/);
});

test("without perl the rules that need it are refused, and the others run", () => {
  const rules =
    rule("(.*)", "write - $1") +
    rule("(.*)", "eval %o ( 1 ); write - eval") +
    "type=Single\nptype=TValue\npattern=TRUE\ncontext= =( 1 )\ndesc=d\naction=write - program\n\n" +
    "type=Single\nptype=PerlFunc\npattern=sub { 1 }\ndesc=d\naction=write - function\n";
  const { output, errors, status } = replay(rules, ["@1 x"], [], "/nowhere");
  assert.equal(output, "x\n");
  assert.equal(status, 0);
  const refused = errors.match(/rules:\d+:\d+: The rule has Perl code.*install the package perl/g);
  assert.equal(refused?.length, 3);
});

test("rules without code run without perl, and start none", () => {
  const { output, errors } = replay(rule("(.*)", "write - $1"), ["@1 x"], [], "/nowhere");
  assert.equal(output, "x\n");
  assert.equal(errors, "");
});

test("a value of --perl-timeout that makes no sense is refused", () => {
  const { errors, status } = replay(rule("(.*)", "none"), ["@1 x"], ["--perl-timeout=0"]);
  assert.match(errors, /--perl-timeout takes a number of seconds/);
  assert.equal(status, 2);
});
