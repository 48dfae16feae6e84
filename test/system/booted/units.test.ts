import assert from "node:assert/strict";
import { after, before, describe, type TestContext, test } from "node:test";
import { Debian, obstacle, SUITES } from "./debian.ts";

const FIFO = "/run/sec-ts-in/rsyslog.fifo";
const OPTIONS = `--input=${FIFO}
--norwfifo
--intevents
--debug=5
--state=/var/lib/sec-ts/state.db
`;
/** Runs what a line says, and writes down all others. */
const RULES = String.raw`type=Single
ptype=RegExp
pattern=^cmd (.*)
desc=command
action=shellcmd $1

type=Single
ptype=RegExp
pattern=(.*)
desc=line
action=write /var/log/sec-ts/lines $1
`;
/** What the default denies. */
const WANTS = `type=Single
ptype=SubStr
pattern=never
desc=wants
action=tcpsock 192.0.2.1:514 x; shellcmd curl https://192.0.2.1/; pipe 'x' mail root; write /srv/file x; \\
  shellcmd systemctl status x >> /etc/wants; udgram /tmp/socket x; ustream /home/wants/socket x; \\
  write /tmp/file x; shellcmd date > /var/lib/sec-ts/new/file 2> /dev/null; udgram /run/socket x
`;
const RESTARTS = Number(process.env["SEC_TS_RESTARTS"] ?? 5);
/** Numbers that only hold on a machine that does nothing else are held to only there. */
const isQuiet = process.env["SEC_TS_QUIET_MACHINE"] !== undefined;

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

if (obstacle !== undefined) process.stderr.write(`\n*** NOT TESTED: the units. ${obstacle} ***\n\n`);

for (const suite of SUITES) {
  describe(`on a booted Debian (${suite})`, { skip: obstacle }, () => {
    let debian: Debian;
    /** For what is the same on every Debian. */
    const once = { skip: suite !== SUITES[0] };
    before(() => {
      debian = new Debian(suite);
      debian.write("/etc/sec-ts/sec-ts.options", OPTIONS);
      debian.write("/etc/sec-ts/test.conf", RULES);
    });
    after(() => debian.stop());

    /** What a command that a rule starts writes. */
    const probe = async (command: string): Promise<string> => {
      debian.run("rm -f /var/log/sec-ts/probe");
      debian.run(`cat > ${FIFO}`, `cmd (${oneLine(command)}; echo end) > /var/log/sec-ts/probe 2>&1\n`);
      return debian.until("cat /var/log/sec-ts/probe", (text) => text.endsWith("end\n"));
    };
    const profile = (t: TestContext, name: string): void => {
      t.after(() => {
        debian.write("/etc/sec-ts/sec-ts.options", OPTIONS);
        debian.run(`sec-ts setup profile ${name} --undo`);
        assert.equal(debian.property("DropInPaths"), "");
      });
      const earlier = debian.property("MainPID");
      debian.run(`sec-ts setup profile ${name}`);
      assert.match(debian.property("DropInPaths"), new RegExp(`sec-ts\\.service\\.d/${name}\\.conf$`));
      assert.notEqual(debian.property("MainPID"), earlier);
    };
    /** What the present start of the service has said of its sandbox. */
    const reported = (): readonly string[] =>
      debian
        .run(`journalctl --sync; journalctl -o cat --no-pager _PID=${debian.property("MainPID")}`)
        .split("\n")
        .filter((line) => line.startsWith("/etc/sec-ts/wants.conf"));

    test("the units alone start it, and a line in the FIFO runs a rule", async () => {
      debian.run("systemctl start sec-ts");
      debian.run(`echo hello > ${FIFO}`);
      await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes("hello\n"));
      await debian.until("systemctl show -P StatusText sec-ts", (text) =>
        text.startsWith("2 rules, 1 input, "),
      );
      assert.equal(debian.run(`ps -o comm= -p ${debian.property("MainPID")}`), "sec-ts\n");
      assert.ok(debian.exposure() <= 0.5, `exposure ${debian.exposure()}`);
      assert.ok(debian.exposure("sec-ts-fifo") <= 0.5);
    });

    test("commands have no rights, descriptors, network or places to write beyond their own", async () => {
      const seen = await probe(
        `id -un; grep -E '^(Cap...|NoNewPrivs|Seccomp):' /proc/self/status;
        ls /proc/self/fd | tr '\\n' ' '; echo; env; cat /proc/$PPID/environ;
        touch /etc/x /usr/x /run/sec-ts-in/x /var/lib/x /run/lock/x /dev/shm/x; unshare -U true;
        perl -MSocket -e 'socket(S,AF_INET,SOCK_DGRAM,0) or print "no socket\\n"';
        perl -MSocket -MPOSIX -e 'socket(S,AF_UNIX,SOCK_STREAM,0);
          print connect(S,pack_sockaddr_un("/run/dbus/system_bus_socket")) ? "bus" : "no bus", "\\n";
          syscall(425,1,0); print errno()==EPERM ? "no io_uring" : "io_uring", "\\n"';
        echo x > /proc/sys/kernel/hostname; ls /home /root;
        until grep -x 1000 /proc/$$/oom_score_adj; do sleep 0.05; done`,
      );
      assert.match(seen, /^sec-ts\n/);
      assert.deepEqual(
        [...seen.matchAll(/^Cap...:\s*(\w+)/gm)].map(([, set]) => set),
        Array(5).fill("0".repeat(16)),
      );
      assert.match(seen, /^NoNewPrivs:\s*1$/m);
      assert.match(seen, /^0 1 2 3 $/m);
      assert.doesNotMatch(seen, /^(NOTIFY_SOCKET|WATCHDOG_|LISTEN_|JOURNAL_STREAM|NODE_|SECRC|SEC_TS_W)/m);
      assert.match(seen, /^PATH=\/usr\/local\/sbin:\/usr\/local\/bin:\/usr\/sbin:\/usr\/bin/m);
      assert.match(seen, /^1000$/m);
      assert.match(seen, /environ: (No such file or directory|Permission denied)/);
      for (const nothing of ["no socket", "no bus", "no io_uring"])
        assert.match(seen, new RegExp(`^${nothing}$`, "m"));
      for (const path of ["/etc/x", "/usr/x", "/var/lib/x", "/run/lock/x", "/dev/shm/x"])
        assert.match(seen, new RegExp(`'${path}': Read-only file system`));
      assert.match(seen, /unshare failed/);
      assert.equal(debian.try("ls /etc/x /usr/x /run/sec-ts-in/x /var/lib/x").status !== 0, true);
    });

    test("it is ready with 1,000 rules within a second, and costs little while idle", async (t) => {
      t.after(() => debian.run("rm /etc/sec-ts/many.conf; systemctl restart sec-ts"));
      const rules = Array.from(
        { length: 1000 },
        (_, at) => `type=SingleWithThreshold\nptype=RegExp\npattern=event${at} from (\\S+)
desc=event${at} $1\naction=none\nwindow=60\nthresh=5\n`,
      ).join("\n");
      debian.write("/etc/sec-ts/many.conf", rules);
      debian.run("systemctl restart sec-ts");
      const [started, active] = ["ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"].map(
        (name) => Number(debian.property(name)),
      );
      const seconds = (active! - started!) / 1e6;
      const usage = () => {
        const all = debian.run(
          `pid=$(systemctl show -P MainPID sec-ts); cat /proc/$pid/stat; grep VmRSS /proc/$pid/status`,
        );
        const [user, system] = all.split(") ")[1]!.split(" ").slice(11, 13).map(Number);
        return { ticks: user! + system!, megabytes: Number(/VmRSS:\s*(\d+)/.exec(all)?.[1]) / 1024 };
      };
      const settleSeconds = isQuiet ? 30 : 5;
      await new Promise((resolve) => setTimeout(resolve, settleSeconds * 1000));
      const from = usage();
      await new Promise((resolve) => setTimeout(resolve, settleSeconds * 1000));
      const to = usage();
      const percent = (to.ticks - from.ticks) / settleSeconds;
      const idle = `idle ${to.megabytes.toFixed(0)} MB and ${percent.toFixed(2)} % of a core`;
      const words = `ready after ${seconds.toFixed(2)} s, ${idle}`;
      process.stderr.write(`${suite}, 1,000 rules: ${words}\n`);
      assert.ok(seconds < (isQuiet ? 1 : 30), words);
      assert.ok(to.megabytes < 110, words);
      assert.ok(percent < (isQuiet ? 0.3 : 6), words);
    });

    test("no line is lost while it is restarted, and a stopped one stays stopped", async () => {
      debian.run(": > /var/log/sec-ts/lines");
      debian.write(
        "/root/writer",
        `#!/usr/bin/perl\nuse Time::HiRes 'sleep'; open F, '>>', '${FIFO}' or die; $| = 1; select F; $| = 1;
        for (my $n = 0; !-e '/root/enough'; $n++) { print F "number $n\n"; sleep 0.001 }
        print F "the end\n";`,
      );
      debian.run("rm -f /root/enough; systemd-run --quiet --unit=writer perl /root/writer");
      for (let restart = 0; restart < RESTARTS; restart += 1) debian.run("systemctl restart sec-ts");
      debian.run("systemctl stop sec-ts");
      debian.run("touch /root/enough");
      await debian.until("systemctl is-active writer", (text) => text !== "active\n");
      assert.equal(debian.try("systemctl is-active sec-ts").output, "inactive\n");
      debian.run("systemctl start sec-ts");
      await debian.until("tail -n 1 /var/log/sec-ts/lines", (text) => text === "the end\n");
      const numbers = debian
        .read("/var/log/sec-ts/lines")
        .match(/(?<=^number )\d+$/gm)!
        .map(Number);
      assert.ok(numbers.length > 100, `only ${numbers.length} lines`);
      assert.deepEqual(numbers, [...numbers.keys()], "lines are missing, double or in disorder");
    });

    test("a hung loop is ended and back in service within the watchdog's time and 3 seconds", async () => {
      debian.write("/run/systemd/system/sec-ts.service.d/watchdog.conf", "[Service]\nWatchdogSec=4\n");
      debian.run("systemctl daemon-reload; systemctl restart sec-ts");
      const hung = debian.property("MainPID");
      debian.run(`kill -STOP ${hung}`);
      const began = Date.now();
      await debian.until("systemctl show -P MainPID -P ActiveState sec-ts", (text) => {
        return text.includes("\nactive") && !text.includes(`${hung}\n`) && !text.startsWith("0\n");
      });
      const seconds = (Date.now() - began) / 1000;
      process.stderr.write(`${suite}: back ${seconds.toFixed(1)} s after it hung, with WatchdogSec=4\n`);
      assert.ok(seconds < (isQuiet ? 7 : 60), `${seconds} s`);
      debian.run(
        `rm /run/systemd/system/sec-ts.service.d/watchdog.conf
        systemctl daemon-reload; systemctl restart sec-ts`,
      );
    });

    test("SIGUSR1 makes a dump and opens no debugger, and signals to the whole unit do no harm", async () => {
      const pid = debian.property("MainPID");
      debian.run("systemctl kill --signal=USR1 sec-ts");
      await debian.until("find /var/lib/sec-ts /var/log/sec-ts /tmp -name '*dump*'", (text) => text !== "");
      debian.run("for s in USR1 USR2 HUP ABRT; do systemctl kill --signal=$s sec-ts; done");
      debian.run(`echo after signals > ${FIFO}`);
      await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes("after signals\n"));
      assert.equal(debian.property("MainPID"), pid);
      assert.doesNotMatch(
        debian.run("journalctl --sync; journalctl --no-pager -u sec-ts"),
        /[Dd]ebugger listening/,
      );
    });

    test("with nothing to do it ends with 78 and is not restarted", async () => {
      debian.run("mv /etc/sec-ts/test.conf /etc/sec-ts/test.off");
      assert.notEqual(debian.try("systemctl restart sec-ts").status, 0);
      assert.equal(debian.property("ExecMainStatus"), "78");
      assert.equal(debian.property("ActiveState"), "failed");
      assert.match(
        debian.run("journalctl --sync; journalctl --no-pager -u sec-ts -n 20"),
        /There is no valid rule in any rule file/,
      );
      debian.run("mv /etc/sec-ts/test.off /etc/sec-ts/test.conf; chmod 666 /etc/sec-ts/test.conf");
      assert.notEqual(debian.try("systemctl restart sec-ts").status, 0);
      assert.match(
        debian.run("journalctl --sync; journalctl --no-pager -u sec-ts -n 20"),
        /it can be written by others than root/,
      );
      debian.run("chmod 644 /etc/sec-ts/test.conf; systemctl restart sec-ts");
    });

    test("what the sandbox denies is told at load, with what permits it; a profile does", once, async (t) => {
      const [network, mail, bus] = ["network", "local-mail", "system-bus"].map(
        (name) => `is not permitted to this service; the profile ${name} would: sec-ts setup profile ${name}`,
      );
      debian.write("/etc/sec-ts/wants.conf", WANTS);
      t.after(() => debian.run("rm /etc/sec-ts/wants.conf; systemctl restart sec-ts"));
      debian.run("systemctl restart sec-ts");
      assert.deepEqual(reported(), [
        `/etc/sec-ts/wants.conf line 5: tcpsock ${network}`,
        `/etc/sec-ts/wants.conf line 5: the command curl ${network}`,
        `/etc/sec-ts/wants.conf line 5: the command mail ${mail}`,
        "/etc/sec-ts/wants.conf line 5: /srv/file cannot be written by this service; that needs " +
          "ReadWritePaths=/srv (systemctl edit), and the right to write there",
        `/etc/sec-ts/wants.conf line 6: the command systemctl ${bus}`,
        "/etc/sec-ts/wants.conf line 6: /etc/wants cannot be written by this service; that needs " +
          "ReadWritePaths=/etc (systemctl edit), and the right to write there",
        "/etc/sec-ts/wants.conf line 6: /tmp/socket is in a folder of this service's own, where nobody " +
          "else listens; one below /run is better",
        "/etc/sec-ts/wants.conf line 6: /home/wants/socket cannot be reached by this service; that needs " +
          "rights to it and to its folders",
      ]);
      profile(t, "network");
      assert.equal(reported().length, 6);
      assert.doesNotMatch(reported().join("\n"), /profile network/);
      const unknown = debian.try("sec-ts setup profile netwrok");
      assert.equal(unknown.status, 1);
      assert.match(
        unknown.output,
        /there is no profile 'netwrok', but local-mail, network, root-inputs, system-bus/,
      );
    });

    test("the profile system-bus lets commands ask services on it", once, async (t) => {
      profile(t, "system-bus");
      assert.match(await probe("systemctl is-active sec-ts"), /^active\n/);
      assert.ok(debian.exposure() <= 0.5, `exposure ${debian.exposure()}`);
    });

    test("the profile network gives commands and actions the network", async (t) => {
      profile(t, "network");
      assert.match(
        await probe(`perl -MSocket -e 'socket(S,AF_INET,SOCK_DGRAM,0) and print "socket\n"'`),
        /^socket /,
      );
      assert.ok(debian.exposure() <= 1.7, `exposure ${debian.exposure()}`);
    });

    test("the profile root-inputs reads what only root can, and nobody gains anything", async (t) => {
      debian.run(
        `for file in secret.log other; do install -m 600 /dev/null /var/log/$file; done
        echo private > /var/log/other`,
      );
      debian.run("mkdir /var/log/planted; ln -s /var/log/other /var/log/planted/a.log");
      debian.write(
        "/etc/sec-ts/sec-ts.options",
        `${OPTIONS}--input=/var/log/secret.log\n--input=/var/log/planted/a.log\n`,
      );
      profile(t, "root-inputs");
      assert.ok(debian.exposure() <= 1.6, `exposure ${debian.exposure()}`);
      for (const round of [1, 2, 3]) {
        debian.run(`echo first ${round} >> /var/log/secret.log`);
        await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes(`first ${round}\n`));
        debian.run(
          `cd /var/log; mv secret.log secret.log.${round}
          install -m 600 /dev/null secret.log; echo second ${round} >> secret.log`,
        );
        await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes(`second ${round}\n`));
      }
      const pid = debian.property("MainPID");
      const threads = debian.run(`cat /proc/${pid}/task/*/status`);
      assert.deepEqual(
        new Set(threads.match(/(?<=^Cap(?:Inh|Prm|Eff|Amb):\s)\w+/gm)),
        new Set(["0".repeat(16)]),
      );
      assert.doesNotMatch(threads, /^Uid:.*\b0\b/m);
      const seen = await probe("grep '^Cap' /proc/self/status; cat /var/log/other /var/log/secret.log");
      assert.deepEqual(
        [...seen.matchAll(/^Cap(?:Inh|Prm|Eff|Amb):\s*(\w+)/gm)].map(([, set]) => set),
        Array(4).fill("0".repeat(16)),
      );
      assert.equal(seen.match(/Permission denied/g)?.length, 2, seen);
      assert.doesNotMatch(debian.read("/var/log/sec-ts/lines"), /private/);
      assert.match(
        debian.run("journalctl --sync; journalctl --no-pager -u sec-ts"),
        /planted\/a\.log is a symbolic link/,
      );
      debian.run("pkill -TERM -f 'lib/[o]pener.js'; echo third >> /var/log/secret.log");
      await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes("third\n"));
      if (once.skip) return;
      // If it is killed all is started again, with the rights that were given up.
      const opener = "pgrep -f lib/[o]pener.js";
      await debian.until(`ps -o etimes= -p $(${opener})`, (text) => Number(text) > 11);
      debian.run(`pkill -KILL -f lib/[o]pener.js; mv /var/log/secret.log /var/log/secret.log.4
        install -m 600 /dev/null /var/log/secret.log; echo fourth >> /var/log/secret.log`);
      await debian.until("cat /var/log/sec-ts/lines", (text) => text.includes("fourth\n"));
      assert.notEqual(debian.property("MainPID"), pid);
      assert.equal(debian.run(`${opener} | wc -l`).trim(), "1");
    });

    test("the profile local-mail lets setgid programs have their group", async (t) => {
      debian.run(
        `cp /usr/bin/id /usr/local/bin/postdrop
        chgrp mail /usr/local/bin/postdrop; chmod 2755 /usr/local/bin/postdrop`,
      );
      assert.doesNotMatch(await probe("postdrop"), /egid=\d+\(mail\)/);
      profile(t, "local-mail");
      assert.match(await probe("postdrop"), /egid=\d+\(mail\)/);
      process.stderr.write(`${suite}: exposure with local-mail ${debian.exposure()}\n`);
    });

    test("instances have folders of their own and do not disturb each other", async () => {
      debian.run("touch /var/log/web.log; chgrp adm /var/log/web.log; chmod 640 /var/log/web.log");
      debian.write("/etc/sec-ts/web/sec-ts.options", "--input=/var/log/web.log\n--state=state.db\n");
      debian.write("/etc/sec-ts/web/a.conf", RULES.replace("/var/log/sec-ts/", "/var/log/sec-ts/web/"));
      debian.run("systemctl start sec-ts@web; echo to the instance >> /var/log/web.log");
      await debian.until("cat /var/log/sec-ts/web/lines", (text) => text.includes("to the instance\n"));
      debian.run("test -s /var/lib/sec-ts/web/state.db");
      debian.run("systemctl restart sec-ts; test -d /run/sec-ts/web; systemctl is-active sec-ts@web");
      assert.ok(debian.exposure("sec-ts@web") <= 0.5);
      debian.run("sec-ts setup profile network --instance=web");
      assert.match(debian.property("DropInPaths", "sec-ts@web"), /sec-ts@web\.service\.d\/network\.conf$/);
      assert.match(debian.run("sec-ts ctl --instance=web status"), /web\.log/);
      debian.run("sec-ts setup profile network --instance=web --undo");
      assert.equal(debian.property("DropInPaths", "sec-ts@web"), "");
      debian.run("systemctl stop sec-ts@web; systemctl is-active sec-ts");
    });
  });
}
