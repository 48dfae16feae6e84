import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Debian, obstacle, SUITES } from "./debian.ts";

const FIFO = "/run/sec-ts-in/rsyslog.fifo";
const OPTIONS = "--journal=*\n--norwfifo\n--debug=4\n--state=/var/lib/sec-ts/state.db\n";
const RULES = String.raw`type=Single
ptype=RegExp
pattern=tester: .* number (\d+)$
desc=line
action=write /var/log/sec-ts/lines $1
`;
/** journald, which is before rsyslogd otherwise, would limit the rate. */
const OWN_SOCKET = `input(type="imuxsock" Socket="/run/burst.sock" RateLimit.Interval="0")
if $programname == "tester" then action(type="omfile" file="/var/log/other-action")
`;
const WRITER = String.raw`use Socket; my ($from, $to) = @ARGV;
socket(S, AF_UNIX, SOCK_DGRAM, 0) or die $!; connect(S, pack_sockaddr_un("/run/burst.sock")) or die $!;
for my $n ($from .. $to) {
  my $line = "a line of a usual length, which is about a hundred bytes, number $n";
  send(S, "<13>Nov 30 10:00:00 tester: $line", 0) or die $!;
}
`;
const BURST = 100_000;
/** More lines than the FIFO holds. */
const FULL = 20_000;
/** How long sec-ts is stopped in a test, in seconds. */
const STOPPED_SECONDS = Number(process.env["SEC_TS_STOPPED_SECONDS"] ?? 0);

if (obstacle !== undefined) process.stderr.write(`\n*** NOT TESTED: rsyslog. ${obstacle} ***\n\n`);

for (const suite of SUITES) {
  describe(`with the rsyslogd of a booted Debian (${suite})`, { skip: obstacle }, () => {
    let debian: Debian;
    let sent = 0;
    /** Lines up to this one do not count any more. */
    let forgotten = 0;
    before(() => {
      debian = new Debian(suite);
      debian.write("/etc/sec-ts/sec-ts.options", OPTIONS);
      debian.write("/etc/sec-ts/test.conf", RULES);
      debian.write("/etc/rsyslog.d/00-test.conf", OWN_SOCKET);
      debian.write("/root/writer", WRITER);
    });
    after(() => debian.stop());

    const send = (lines: number): void => {
      debian.run(`perl /root/writer ${sent + 1} ${sent + lines}`);
      sent += lines;
    };
    /** Waits until rsyslogd has taken all, so that nothing is lost in its socket when it is restarted. */
    const taken = async (): Promise<void> => {
      await debian.until("tail -n 1 /var/log/other-action", (text) => text.endsWith(` number ${sent}\n`));
    };
    const forget = (): void => {
      debian.run(": > /var/log/sec-ts/lines");
      forgotten = sent;
    };
    /** Waits for the line that was sent last, which must be the last of all lines in order. */
    const arrived = async (): Promise<void> => {
      await debian.until("tail -n 1 /var/log/sec-ts/lines", (text) => text === `${sent}\n`);
      const numbers = debian.read("/var/log/sec-ts/lines").trim().split("\n").map(Number);
      const wrong = numbers.findIndex((number, at) => number !== forgotten + at + 1);
      assert.equal(wrong, -1, `line ${wrong + 1} is ${numbers[wrong]}, of ${numbers.length}`);
      assert.equal(numbers.length, sent - forgotten);
    };

    test("setup rsyslog makes it feed sec-ts instead of the journal", async () => {
      debian.run("systemctl start sec-ts; sec-ts setup rsyslog");
      assert.match(debian.read("/etc/sec-ts/sec-ts.options"), new RegExp(`^--input=${FIFO}$`, "m"));
      assert.doesNotMatch(debian.read("/etc/sec-ts/sec-ts.options"), /^--journal/m);
      await debian.until("test -S /run/burst.sock && echo there", (text) => text === "there\n");
      send(10);
      await arrived();
      assert.equal(
        debian.run("stat -c '%U:%G %a' /run/sec-ts-in /run/sec-ts-in/rsyslog.fifo"),
        "root:root 755\nroot:sec-ts 640\n",
      );
    });

    test("a burst arrives complete and in order", async () => {
      send(BURST);
      await arrived();
    });

    test("sec-ts may be restarted in the middle, or rsyslogd", async () => {
      debian.run(`systemd-run --quiet --unit=burst perl /root/writer ${sent + 1} ${sent + BURST}`);
      sent += BURST;
      for (let restart = 0; restart < 3; restart += 1) debian.run("systemctl restart sec-ts");
      await debian.until("systemctl is-active burst", (text) => text !== "active\n");
      await arrived();
      send(1000);
      await taken();
      debian.run("systemctl restart rsyslog");
      await debian.until("test -S /run/burst.sock && echo there", (text) => text === "there\n");
      send(1000);
      await arrived();
    });

    test("while sec-ts is stopped no other action waits, and all comes when it is started", async () => {
      debian.run("systemctl stop sec-ts; : > /var/log/other-action");
      const already = sent;
      send(BURST);
      await debian.until("wc -l < /var/log/other-action", (text) => Number(text) === BURST, 20_000);
      for (const end = Date.now() + STOPPED_SECONDS * 1000; Date.now() < end; ) {
        send(100);
        const count = String(sent - already);
        await debian.until("wc -l < /var/log/other-action", (text) => text.trim() === count, 20_000);
        debian.run("sleep 1");
      }
      assert.equal(debian.try("systemctl is-active sec-ts").output, "inactive\n");
      debian.run("systemctl start sec-ts");
      await arrived();
    });

    test("if rsyslogd is stopped while the FIFO is full, one line is lost, and no more", async () => {
      debian.run("systemctl stop sec-ts");
      send(FULL);
      await taken();
      debian.run("systemctl restart rsyslog; systemctl start sec-ts");
      await debian.until("test -S /run/burst.sock && echo there", (text) => text === "there\n");
      // Once the last line behind a queue from disk was seen to stay away until another one came.
      const isThere = (): boolean => debian.read("/var/log/sec-ts/lines").endsWith(`\n${sent}\n`);
      for (let more = 0; more < 4 && !isThere(); more += 1) {
        send(1);
        for (let looks = 0; looks < 60 && !isThere(); looks += 1) await setTimeout(250);
      }
      assert.ok(isThere(), `line ${sent} has not come`);
      const numbers = debian.read("/var/log/sec-ts/lines").trim().split("\n").map(Number);
      const late = numbers.slice(numbers.indexOf(sent - FULL));
      const steps = late.slice(1).map((number, at) => number - late[at]!);
      assert.deepEqual(new Set(steps.filter((step) => step !== 1 && step !== 2)), new Set());
      assert.ok(steps.filter((step) => step === 2).length <= 1, "more than one line is missing");
      forget();
    });

    // That is the same on every Debian.
    const once = { skip: suite !== SUITES[0] };
    test("what was not read before --undo does not come when rsyslogd feeds it again", once, async () => {
      debian.run("systemctl stop sec-ts");
      send(FULL);
      assert.match(debian.try("sec-ts setup rsyslog --undo").output, /were dropped/);
      debian.run("sec-ts setup rsyslog; systemctl start sec-ts");
      await debian.until("test -S /run/burst.sock && echo there", (text) => text === "there\n");
      forget();
      send(10);
      await arrived();
    });

    test("what sec-ts logs does not come back to it", async () => {
      debian.run("logger -t sec-ts 'tester: from itself, number 0'; logger -t other marker");
      send(1);
      await arrived();
    });

    test("an rsyslogd that is not root is set up as well, and --undo leaves nothing behind", async () => {
      debian.run("sec-ts setup rsyslog --undo");
      assert.equal(debian.read("/etc/sec-ts/sec-ts.options"), OPTIONS);
      assert.notEqual(debian.try("test -e /etc/rsyslog.d/30-sec-ts.conf").status, 0);
      debian.run(`useradd --system syslog; chown syslog /var/spool/rsyslog
        : > /var/log/other-action; chown syslog /var/log/other-action
        printf '$PrivDropToUser syslog\\n$PrivDropToGroup syslog\\n' > /etc/rsyslog.d/01-drop.conf
        # Debian 13 lets rsyslogd be root only; Ubuntu's unit has these two rights more.
        if systemctl cat rsyslog | grep -q ^CapabilityBoundingSet=; then
          mkdir /etc/systemd/system/rsyslog.service.d
          cd /etc/systemd/system/rsyslog.service.d
          printf '[Service]\\nCapabilityBoundingSet=CAP_SETUID CAP_SETGID\\n' > drop.conf
          systemctl daemon-reload
        fi`);
      debian.run("mkdir -p /etc/apparmor.d/rsyslog.d; sec-ts setup rsyslog");
      assert.match(debian.read("/etc/apparmor.d/rsyslog.d/sec-ts"), new RegExp(`^${FIFO} w,$`, "m"));
      assert.equal(debian.run(`stat -c '%U:%G %a' ${FIFO}`), "syslog:sec-ts 640\n");
      await debian.until("test -S /run/burst.sock && echo there", (text) => text === "there\n");
      await debian.until("ps -o user= -C rsyslogd", (text) => text === "syslog\n");
      send(BURST);
      await arrived();
      debian.run("sec-ts setup rsyslog --undo");
      assert.equal(debian.run(`stat -c '%U:%G %a' ${FIFO}`), "root:sec-ts 640\n");
      assert.equal(debian.run("find /etc/tmpfiles.d /etc/apparmor.d /var/spool/rsyslog -name 'sec-ts*'"), "");
    });
  });
}
