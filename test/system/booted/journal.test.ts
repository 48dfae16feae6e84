import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Debian, obstacle, SUITES } from "./debian.ts";

const OPTIONS = `--journal=*
--debug=5
--state=/var/lib/sec-ts/state.db
--shell-vars=escape
`;
const OUT = "/var/log/sec-ts/lines";
/** Counts some lines; runs what a line says; writes down all other lines of the tag app, with the count. */
const RULES = String.raw`type=Single
ptype=RegExp
pattern=app\[\d+\]: count \d
desc=count
action=add COUNTED line; getsize %n COUNTED
continue=TakeNext

type=Single
ptype=RegExp
pattern=app\[\d+\]: cmd (.*)
desc=command
action=shellcmd logger -t app command says $1; write /var/log/sec-ts/commands $1

type=Single
ptype=RegExp
pattern=(?:app|sec-ts)\S*: (.*)
desc=line
action=write ${OUT} $1 $+{_journal__SYSTEMD_UNIT} $+{_journal_PRIORITY} %n
`;

/** Writes down all lines, and says so in its log, which is in the journal: two of them would never end. */
const TALKATIVE = String.raw`type=Single
ptype=RegExp
pattern=(.*)
desc=any
action=write /var/log/sec-ts/web/lines $1; logonly seen: $1
`;

/** Numbered lines until it is told that there are enough; then it says how many there were. */
const WRITER = `n=0
while [ ! -e /root/enough ]; do n=$((n + 1)); echo "count $n"; sleep 0.02; done
echo $n > /root/written
`;
const RESTARTS = Number(process.env["SEC_TS_RESTARTS"] ?? 4);
const PAUSE_SECONDS = Number(process.env["SEC_TS_PAUSE_SECONDS"] ?? 1);
/** What happens to it one after the other, as often as the variable says; each Debian begins with others. */
const DISTURBANCES = [
  "systemctl restart sec-ts",
  "systemctl kill -s KILL sec-ts",
  "systemctl restart systemd-journald",
  "systemctl restart sec-ts",
  "journalctl --rotate; systemctl restart sec-ts",
  "journalctl --rotate; journalctl --vacuum-files=4; systemctl restart sec-ts",
  "systemctl stop sec-ts; journalctl --rotate; systemctl restart systemd-journald; systemctl start sec-ts",
];

if (obstacle !== undefined) process.stderr.write(`\n*** NOT TESTED: the journal. ${obstacle} ***\n\n`);

for (const suite of SUITES) {
  describe(`the journal of a booted Debian (${suite})`, { skip: obstacle }, () => {
    let debian: Debian;
    before(() => {
      debian = new Debian(suite);
      debian.write("/etc/sec-ts/sec-ts.options", OPTIONS);
      debian.write("/etc/sec-ts/test.conf", RULES);
      debian.run("useradd --no-create-home member; useradd --no-create-home other");
      debian.run("usermod --append --groups sec-ts member");
      debian.run("systemctl start sec-ts");
    });
    after(() => debian.stop());

    const as = (user: string, request: string) =>
      debian.try(`setpriv --reuid=${user} --regid=${user} --init-groups sec-ts ctl ${request}`);

    /**
     * Waits until all numbered lines are there, in order, each counted once. A kill may make lines be written
     * again that it had not noted as written, but with the count that they had.
     */
    const complete = async (count: number): Promise<void> => {
      const wanted = Array.from({ length: count }, (_, at) => `${at + 1} counted ${at + 1}`);
      const command = `sed -nE 's/^count ([0-9]+) .* ([0-9]+)$/\\1 counted \\2/p' ${OUT}`;
      await debian.until(command, (text) => text.trim().split("\n").includes(wanted.at(-1)!));
      assert.deepEqual([...new Set(debian.run(command).trim().split("\n"))], wanted);
    };

    test("entries are lines with fields, and what sec-ts and its commands log is none", async () => {
      // Of a logger(1) that has ended at once journald may not know the unit.
      debian.run(`systemd-run --wait --quiet --unit=foreign --property=SyslogIdentifier=app echo '<3>hello'`);
      await debian.until(`cat ${OUT}`, (text) => text.includes("hello foreign.service 3 "));
      debian.run(`logger -t app "cmd 'x' \\$(touch /tmp/pwned)"`);
      await debian.until("journalctl -t app", (text) =>
        text.includes("command says 'x' $(touch /tmp/pwned)"),
      );
      debian.run("logger -t sec-ts forged");
      await debian.until(`cat ${OUT}`, (text) => text.includes("forged "));
      assert.doesNotMatch(debian.read(OUT), /command says|Writing event/);
      assert.equal(debian.try("test -e /tmp/pwned").status, 1);
    });

    test("no entry is lost or matched twice over restarts of sec-ts and of journald", async () => {
      debian.write("/root/writer", WRITER);
      debian.run("systemd-run --quiet --unit=writer sh -c 'sh /root/writer | logger -t app'");
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const disturbance = DISTURBANCES[(SUITES.indexOf(suite) * RESTARTS + restart) % DISTURBANCES.length];
        debian.run(`${disturbance}; sleep ${PAUSE_SECONDS}`);
      }
      debian.run("touch /root/enough; journalctl --rotate");
      await debian.until("systemctl is-active writer", (text) => text !== "active\n");
      await complete(Number(debian.read("/root/written")));
    });

    test("entries that were vacuumed unread are told of, and nothing old is read again", async () => {
      debian.run("systemctl stop sec-ts; logger -t app unread; journalctl --sync; journalctl --rotate");
      debian.run("journalctl --vacuum-time=1s --vacuum-files=1; sleep 1; logger -t app later");
      debian.run("systemctl start sec-ts");
      await debian.until(`cat ${OUT}`, (text) => text.includes("later "));
      await debian.until("journalctl -u sec-ts", (text) => text.includes("is not in the journal any more"));
      assert.equal(debian.run(`grep -c '^count 1 ' ${OUT}`).trim(), "1");
    });

    test("the kernel says who may ask: a member of the group for status, another user for nothing", () => {
      const status = as("member", "status");
      assert.equal(status.status, 0, status.output);
      assert.match(status.output, /journal: open, \d+ lines, the last one .* ago/);
      const refused = as("member", "operations");
      assert.equal(refused.status, 4);
      assert.match(refused.output, /only root and the user that the program runs as may ask for operations/);
      assert.equal(as("other", "status").status, 4);
      assert.equal(as("sec-ts", "rules").status, 0);
    });

    test("systemctl reload fails for faulty rules, shows why, and the old ones go on", async () => {
      debian.write("/etc/sec-ts/faulty.conf", "type=Single\nptype=RegExp\npattern=(\ndesc=x\naction=none\n");
      assert.notEqual(debian.try("systemctl reload sec-ts").status, 0);
      assert.match(debian.run("journalctl --sync; journalctl -u sec-ts"), /faulty\.conf:3.*error/);
      debian.run("rm /etc/sec-ts/faulty.conf; systemctl reload sec-ts; logger -t app still here");
      await debian.until(`cat ${OUT}`, (text) => text.includes("still here "));
    });

    // That is the same on every Debian.
    const once = { skip: suite !== SUITES[0] };
    test(
      "two units do not hear each other unless one is asked for by name, and reload apart",
      once,
      async () => {
        const options = "--journal=*\n--debug=6\n";
        debian.write("/etc/sec-ts/web/sec-ts.options", options);
        debian.write("/etc/sec-ts/web/a.conf", TALKATIVE);
        const lines = "/var/log/sec-ts/web/lines";
        debian.write("/etc/sec-ts/talkative.conf", TALKATIVE.replace("/web/lines", "/talkative"));
        debian.run("systemctl start sec-ts@web; systemctl reload sec-ts");
        // Without a saved position it begins somewhere about now.
        await debian.until(`logger -t other early; cat ${lines}`, (text) => text.includes("early\n"));
        debian.run("logger -t app cmd first");
        await debian.until("journalctl -t app", (text) => text.includes("command says first"));
        debian.run("logger -t other between");
        for (const file of [lines, "/var/log/sec-ts/talkative"]) {
          await debian.until(`cat ${file}`, (text) => /other\S* between\n/.test(text));
          assert.match(debian.read(file), /app\S* cmd first\n/);
          assert.doesNotMatch(debian.read(file), /seen: |command says/);
        }
        debian.run("rm /etc/sec-ts/talkative.conf; systemctl reload sec-ts");
        debian.write(
          "/etc/sec-ts/web/sec-ts.options",
          `${options}--journal='_SYSTEMD_UNIT=sec-ts.service'\n`,
        );
        debian.run("systemctl restart sec-ts@web");
        await debian.until(`logger -t app cmd second; cat ${lines}`, (text) =>
          /sec-ts\[\d+\]: .*command says .second/.test(text),
        );
        debian.write("/etc/sec-ts/web/a.conf", TALKATIVE.replace("=(.*)", "=("));
        const reload = debian.try("systemctl reload sec-ts@web");
        assert.notEqual(reload.status, 0);
        assert.match(debian.run("journalctl --sync; journalctl -u sec-ts@web"), /web\/a\.conf:3.*error/);
        debian.write("/etc/sec-ts/web/a.conf", TALKATIVE.replace("(.*)", "third (.*)"));
        debian.run("systemctl reload sec-ts@web; logger -t other third time; systemctl stop sec-ts@web");
      },
    );

    test("a user who may not read the journal is told what to do", async () => {
      debian.run(`mkdir -p /etc/systemd/system/sec-ts.service.d
        printf '[Service]\\nSupplementaryGroups=\\n' > /etc/systemd/system/sec-ts.service.d/none.conf
        systemctl daemon-reload; systemctl restart sec-ts`);
      await debian.until("sec-ts ctl status", (text) => /remedy: [^]*systemd-journal/.test(text));
    });
  });
}
