import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { Booted } from "./booted.ts";
import { nothingEnabled, provokeInstance, setUpInstance, starts, testRotation } from "./instances.ts";
import { type MadePackages, madePackages, ROOT } from "./made-packages.ts";

const APT = "DEBIAN_FRONTEND=noninteractive apt-get -y -qq";
const OUR_LINES = "journalctl --no-pager -o cat -t sec-ts";

/** A line of sshd as rsyslogd and journald get it from root. */
const failure = (address: string): string =>
  `logger -t 'sshd[4711]' 'Failed password for root from ${address} port 40022 ssh2'`;
const alert = (address: string): string => `SSH brute force from ${address}:`;

/** A machine, and what happens to the package on it. */
class Life {
  machine!: Booted;
  packages!: MadePackages;
  private signs = 0;

  async begin(suite: string): Promise<void> {
    this.packages = madePackages();
    this.machine = await Booted.boot(suite, `sec-ts-package-${suite}`);
    await this.machine.copy(this.packages.olderDeb, "/root/older.deb");
    await this.machine.copy(this.packages.newerDeb, "/root/newer.deb");
  }

  /** How often an alert has been raised. When a later line has raised one, no more comes of earlier lines. */
  async count(words: string): Promise<number> {
    this.signs += 1;
    const sign = `sign-${this.signs}.example`;
    await this.machine.run(`logger -t 'sshd[5]' 'Accepted password for root from ${sign} port 5 ssh2'`);
    await this.machine.until(`${OUR_LINES} | grep -qF 'from ${sign}'`);
    return Number(await this.machine.run(`${OUR_LINES} | grep -cF '${words}' || true`));
  }

  async fail(address: string, times: number): Promise<void> {
    await this.machine.run(Array<string>(times).fill(failure(address)).join("; "));
  }

  /** Waits for an alert, which must come once. */
  async raised(words: string): Promise<void> {
    await this.machine.until(`${OUR_LINES} | grep -qF '${words}'`);
    assert.equal(await this.count(words), 1, words);
  }
}

/** All that a package goes through on a machine without network, from its installation to its purge. */
export function testLifeCycle(suite: string): void {
  const life = new Life();
  before(() => life.begin(suite));
  after(() => life.machine?.stop());
  testAlerts(life);
  testService(life);
  testMoving(life);
  test("a second service is set up as the README says", () => setUpInstance(life.machine));
  testRotation(() => life.machine);
  testVersions(life);
  testEnd(life);
}

const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The blocks of commands in the README's first minutes, and the rule among them. */
function firstMinutes(): readonly string[] {
  const minutes = /^## Three minutes$([^]*?)^\| to \| do \|$/m.exec(README)![1]!;
  const blocks = minutes.match(/(?:^ {4}.*\n)+/gm)!;
  return blocks.map((block) => `set -e\n${block.replace(/^ {4}/gm, "")}`.replace(/^set -e\n(?=type=)/, ""));
}

/** What it says about somebody who comes from SEC, as a script. */
function moving(): string {
  const block = /^\*\*To move a service:\*\*[^]*?\n\n((?: {4}.*\n)+)/m.exec(README)![1]!;
  return `set -e\n${block.replace(/^ {4}/gm, "")}`;
}

/** The requests to the running service that its table names. */
function requests(): readonly string[] {
  const row = /^\| see how it is: .*$/m.exec(README)![0];
  return [...row.matchAll(/`(?:sec-ts )?(ctl \w+)`/g)].map(([, words]) => `sec-ts ${words}`);
}

/** What a fresh installation does. */
function testAlerts(life: Life): void {
  test("what the README says to do in the first three minutes does what it says", async () => {
    const [install, provoke, rule, change, ...others] = firstMinutes();
    assert.deepEqual(others, []);
    await life.machine.run(
      `mkdir /root/here && ln /root/older.deb /root/here/${basename(life.packages.olderDeb)}`,
    );
    // There is no network, and nobody to answer questions.
    const status = await life.machine.run(`cd /root/here\n${install}`);
    assert.equal(await life.machine.run("systemctl is-system-running"), "running\n");
    assert.match(status, /^sec-ts is well: /m);
    await life.machine.run(provoke!);
    await life.raised("disk sda has errors");
    await life.machine.run(`cat > /etc/sec-ts/mail.conf << 'END'\n${rule}\nEND`);
    await life.machine.run(change!);
    const failing = "warning: unknown[192.0.2.9]: SASL LOGIN authentication failed: VXNlcm5hbWU6";
    await life.machine.run(`for i in 1 2 3; do logger -t 'postfix/smtpd[77]' '${failing}'; done`);
    await life.raised("mail logins fail from 192.0.2.9");
    assert.equal(requests().length, 4);
    for (const request of requests()) assert.notEqual(await life.machine.run(request), "", request);
    await life.machine.run("rm -r /etc/sec-ts/mail.conf /root/here /tmp/yesterday; systemctl reload sec-ts");
  });

  test("lines of the journal raise alerts, in the journal", async () => {
    await life.fail("203.0.113.1", 5);
    await life.raised(alert("203.0.113.1"));
  });

  test("nobody but root can pretend to be sshd", async () => {
    const forged = failure("203.0.113.2");
    await life.machine.run(`for i in 1 2 3 4 5 6; do setpriv --reuid=nobody --clear-groups ${forged}; done`);
    await life.fail("203.0.113.3", 5);
    await life.raised(alert("203.0.113.3"));
    assert.equal(await life.count(alert("203.0.113.2")), 0);
  });

  test("a line that root sends by hand raises an alert", async () => {
    await life.machine.run("sec-ts ctl send 'kernel: I/O error, dev sdz, sector 1'");
    await life.raised("disk sdz has errors");
  });
}

const login = (from: string): string =>
  `sec-ts ctl send 'sshd[9]: Accepted password for root from ${from} port 5 ssh2'`;
const trust = (from: string, to: string): string =>
  `sed -i 's/${from} FROM_UID_;/${to} FROM_UID_;/' /etc/sec-ts/00-trust.conf; systemctl reload sec-ts`;

/** What changes who is believed, and where lines come from. */
function testMoving(life: Life): void {
  test("rules of SEC that read syslog's file are moved as the README says", async () => {
    await life.machine.run("mkdir /root/kept; cp -a /etc/sec-ts/. /root/kept/");
    const rule = "type=Single\nptype=RegExp\npattern=brewed by (\\w+)\ndesc=coffee\n";
    await life.machine.run(`cat > /etc/sec.conf << 'END'\n${rule}action=write - <5>coffee of $1\nEND`);
    assert.match(await life.machine.run(moving()), /^sec-ts is well: [^]*\/var\/log\/syslog/m);
    await life.machine.run("logger -t pot brewed by alice");
    await life.raised("coffee of alice");
    await life.machine.run("rm -r /etc/sec-ts/* /etc/sec.conf; cp -a /root/kept/. /etc/sec-ts/");
    await life.machine.run("rm -r /root/kept; systemctl restart sec-ts");
  });

  test("lines without trusted fields are believed until 00-trust.conf says that they are not", async () => {
    await life.machine.run(login("203.0.113.11"));
    await life.raised("from 203.0.113.11");
    await life.machine.run(trust("create", "delete"));
    await life.machine.run(login("203.0.113.12"));
    assert.equal(await life.count("from 203.0.113.12"), 0);
    await life.machine.run(trust("delete", "create"));
  });
}

/** Reload, restart, and another source of lines. */
function testService(life: Life): void {
  test("a good rule is taken by reload, a bad one is refused and the old ones go on", async () => {
    const pid = await life.machine.run("systemctl show -p MainPID sec-ts");
    const rule =
      "type=Single\\nptype=SubStr\\npattern=tea time\\ndesc=tea\\naction=write - <5>tea is ready\\n";
    await life.machine.run(`printf '${rule}' > /etc/sec-ts/tea.conf && systemctl reload sec-ts`);
    await life.machine.run("logger tea time");
    await life.raised("tea is ready");
    await life.machine.run(`printf 'type=Singel\\n' > /etc/sec-ts/bad.conf`);
    assert.equal(await life.machine.holds("systemctl reload sec-ts"), false);
    await life.machine.run(
      "journalctl --sync; journalctl --no-pager -o cat -u sec-ts | grep -F /etc/sec-ts/bad.conf",
    );
    await life.machine.run("logger tea time");
    await life.machine.until(`test "$(${OUR_LINES} | grep -c 'tea is ready')" = 2`);
    assert.equal(await life.machine.run("systemctl show -p MainPID sec-ts"), pid);
    await life.machine.run("rm /etc/sec-ts/bad.conf");
  });

  test("a count goes on after a restart, with what came in between", async () => {
    await life.fail("203.0.113.4", 2);
    await life.machine.until("sec-ts ctl operations 203.0.113.4 | grep -q 203.0.113.4");
    await life.machine.run(`systemctl stop sec-ts; ${failure("203.0.113.4")}; systemctl start sec-ts`);
    await life.fail("203.0.113.4", 2);
    await life.raised(alert("203.0.113.4"));
  });

  test("rsyslogd can feed it instead of the journal, and nothing is counted twice", async () => {
    await life.machine.run("sec-ts setup rsyslog");
    await life.fail("203.0.113.5", 4);
    await life.fail("203.0.113.6", 5);
    await life.raised(alert("203.0.113.6"));
    assert.equal(await life.count(alert("203.0.113.5")), 0);
    await life.machine.run("sec-ts setup rsyslog --undo");
    await life.fail("203.0.113.7", 4);
    await life.fail("203.0.113.8", 5);
    await life.raised(alert("203.0.113.8"));
    assert.equal(await life.count(alert("203.0.113.7")), 0);
  });
}

/** Other versions. */
function testVersions(life: Life): void {
  test("an upgrade restarts it once, and keeps its state and what has been edited", async () => {
    await life.machine.run(
      "echo '# mine' >> /etc/sec-ts/ssh.conf; echo '# mine' >> /etc/sec-ts/sec-ts.options",
    );
    await life.fail("203.0.113.9", 3);
    await life.machine.until("sec-ts ctl operations 203.0.113.9 | grep -q 203.0.113.9");
    const units = ["sec-ts", "sec-ts@web"];
    const startsBefore = await Promise.all(units.map((unit) => starts(life.machine, unit)));
    const holder = await life.machine.run("systemctl show -p MainPID sec-ts-fifo");
    await life.machine.run(`${APT} install /root/newer.deb`);
    const startsAfter = await Promise.all(units.map((unit) => starts(life.machine, unit)));
    assert.deepEqual(
      startsAfter,
      startsBefore.map((count) => count + 1),
    );
    assert.equal(await life.machine.run(`systemctl is-active ${units.join(" ")}`), "active\nactive\n");
    assert.equal(await life.machine.run(`systemctl is-enabled ${units.join(" ")}`), "enabled\nenabled\n");
    await provokeInstance(life.machine, "192.0.2.2");
    assert.equal(await life.machine.run("systemctl show -p MainPID sec-ts-fifo"), holder);
    assert.equal(await life.machine.run("dpkg-query -W -f '${Version}' sec-ts"), life.packages.newer);
    await life.machine.run(
      "grep -q '^# mine' /etc/sec-ts/ssh.conf && grep -q '^# mine' /etc/sec-ts/sec-ts.options",
    );
    await life.machine.run("test -e /etc/sec-ts/tea.conf");
    await life.fail("203.0.113.9", 2);
    await life.raised(alert("203.0.113.9"));
  });

  test("a downgrade keeps its state, too", async () => {
    await life.fail("203.0.113.10", 3);
    await life.machine.until("sec-ts ctl operations 203.0.113.10 | grep -q 203.0.113.10");
    await life.machine.run(`${APT} install --allow-downgrades /root/older.deb`);
    await life.fail("203.0.113.10", 2);
    await life.raised(alert("203.0.113.10"));
  });
}

/** How it goes. */
function testEnd(life: Life): void {
  test("when it is removed the host goes on logging, with rsyslogd as it was before", async () => {
    await life.machine.run("sec-ts setup rsyslog");
    await life.machine.run(`${APT} remove sec-ts`);
    assert.equal(await life.machine.run("systemctl is-system-running"), "running\n");
    assert.equal(await life.machine.run("grep -rl sec-ts /etc/rsyslog.conf /etc/rsyslog.d || true"), "");
    await life.machine.run("logger nothing is lost");
    await life.machine.until("grep -q 'nothing is lost' /var/log/syslog");
    await nothingEnabled(life.machine);
    await life.machine.run("test -e /etc/sec-ts/tea.conf && test -e /var/lib/sec-ts");
  });

  test("when it is installed again, what was enabled is enabled and runs, and no more", async () => {
    await life.machine.run("mkdir /etc/sec-ts/never; systemctl daemon-reload");
    await life.machine.run(`${APT} install /root/older.deb`);
    const units = "sec-ts sec-ts-fifo sec-ts@web";
    assert.equal(await life.machine.run(`systemctl is-active ${units}`), "active\n".repeat(3));
    assert.equal(await life.machine.run(`systemctl is-enabled ${units}`), "enabled\n".repeat(3));
    assert.equal(await life.machine.run("ls /etc/systemd/system/*.wants | grep -c ^sec-ts"), "3\n");
    await provokeInstance(life.machine, "192.0.2.3");
  });

  test("when it is purged nothing is left", async () => {
    await life.machine.run("sec-ts setup profile network; sec-ts setup profile network --instance=web");
    await life.machine.run(`${APT} purge sec-ts`);
    await nothingEnabled(life.machine);
    const places = "/etc /usr /var/lib /var/log /run /tmp /var/cache /home /root";
    const ours = "-name '*sec-ts*' -o -name '*sec_ts*' -o -nouser -o -nogroup";
    const found = await life.machine.run(
      `find ${places} -xdev \\( ${ours} \\) -not -path '/run/systemd/*' -print`,
    );
    assert.equal(found, "");
    assert.equal(await life.machine.run("getent passwd sec-ts; getent group sec-ts; true"), "");
  });
}
