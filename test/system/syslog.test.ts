import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { test } from "node:test";
import { eventually, PROGRAMS, RunningProgram } from "../conformance/scripted/program.ts";

const SOCKET = "/dev/log";
/** Node has no UNIX datagrams. */
const RECEIVER = `
use Socket; $| = 1;
socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($s, sockaddr_un("${SOCKET}")) or die $!;
print "ready\\n"; while (defined recv($s, my $message, 65536, 0)) { print "$message\\n" }`;

const RULES =
  "type=Single\nptype=RegExp\npattern=^hello (.*)\ndesc=d\naction=logonly got $1; write - $1\n\n" +
  'type=Single\nptype=PerlFunc\npattern=sub { die "oops" if $_[0] eq "die"; 0 }\ndesc=d\naction=none\n';

const reason = existsSync(SOCKET)
  ? "the machine has a system log"
  : process.getuid?.() !== 0 && "only root can make /dev/log";

test("--syslog sends each record once, with SEC's facility, severities, name and process", {
  skip: reason,
}, async (t) => {
  const receiver = spawn("perl", ["-e", RECEIVER], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => {
    receiver.kill("SIGKILL");
    rmSync(SOCKET, { force: true });
  });
  let received = "";
  receiver.stdout.on("data", (data: Buffer) => {
    received += data.toString("latin1");
  });
  await eventually("the system log", () => received.startsWith("ready\n"));
  const program = new RunningProgram(
    PROGRAMS.ours,
    { rules: RULES, options: ["--syslog=local3", "--debug=6"] },
    () => {},
  );
  t.after(() => program.remove());
  for (const event of ["hello %s\t\x1b[1m", "die"]) program.event(event);
  await eventually("the last message", () => received.includes("oops"));
  const { pid } = program.child;
  await program.end();
  const messages = received.split("\n").map((line) => line.replace(/^(<\d+>)\w{3} [ \d]\d [\d:]{8} /, "$1"));
  // 19 is local3; 5, 7 and 3 are notice, debug and err.
  const priority = (severity: number): string => `<${19 * 8 + severity}>sec[${pid}]: `;
  for (const expected of [
    `${priority(5)}got %s\t\\x1b[1m`,
    `${priority(7)}Writing event '%s\t\\x1b[1m' to file '-'`,
    `${priority(5)}Opening input file -`,
  ])
    assert.equal(messages.filter((message) => message === expected).length, 1, `${expected} in ${received}`);
  assert.ok(
    messages.some((message) => message.startsWith(`${priority(3)}PerlFunc pattern runtime error: oops`)),
  );
});
