import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Booted } from "./booted.ts";
import { type MadePackages, madePackages } from "./made-packages.ts";

// What a Debian can show of an .rpm: its files, its scriptlets, and that the service lives through them.
const RPM = "rpm --force-debian --nodeps";
const OUR_LINES = "journalctl --no-pager -o cat -t sec-ts";

/** What becomes of the .rpm on a machine. */
export function testRpmLifeCycle(): void {
  let machine: Booted;
  let packages: MadePackages;
  const raised = (words: string): Promise<void> => machine.until(`${OUR_LINES} | grep -qF '${words}'`);

  before(async () => {
    packages = madePackages();
    machine = await Booted.boot("bookworm", "sec-ts-package-rpm");
    await machine.add("rpm");
    await machine.copy(packages.olderRpm, "/root/older.rpm");
    await machine.copy(packages.newerRpm, "/root/newer.rpm");
  });
  after(() => machine?.stop());

  test("it is installed, with its user, and waits to be started", async () => {
    await machine.run(`${RPM} --install /root/older.rpm`);
    await machine.run("getent passwd sec-ts && test -p /run/sec-ts-in/rsyslog.fifo");
    assert.equal(await machine.run("systemctl is-active sec-ts; true"), "inactive\n");
    assert.equal(await machine.run("rpm --verify --nodeps sec-ts"), "");
  });

  test("it runs, and raises alerts", async () => {
    await machine.run("systemctl enable --now sec-ts");
    await machine.run("sec-ts ctl send 'kernel: I/O error, dev sdz, sector 1'");
    await raised("disk sdz has errors");
    assert.equal(await machine.run("rpm --verify --nodeps sec-ts"), "");
  });

  test("an upgrade restarts it once, and keeps what has been edited", async () => {
    await machine.run("echo '# mine' >> /etc/sec-ts/ssh.conf");
    const starts =
      "journalctl --sync; journalctl --no-pager -o cat _PID=1 UNIT=sec-ts.service | grep -c '^Started '";
    const startsBefore = Number(await machine.run(starts));
    await machine.run(`${RPM} --upgrade /root/newer.rpm`);
    assert.equal(Number(await machine.run(starts)), startsBefore + 1);
    assert.equal(await machine.run("rpm --query --queryformat '%{VERSION}' sec-ts"), packages.newer);
    assert.match(
      await machine.run("rpm --verify --nodeps sec-ts || true"),
      /^S\.5.* c \/etc\/sec-ts\/ssh\.conf\n$/,
    );
    await machine.run("sec-ts ctl send 'kernel: I/O error, dev sdy, sector 1'");
    await raised("disk sdy has errors");
  });

  test("a downgrade runs, too", async () => {
    await machine.run(`${RPM} --upgrade --oldpackage /root/older.rpm`);
    await machine.run("sec-ts ctl send 'kernel: I/O error, dev sdx, sector 1'");
    await raised("disk sdx has errors");
  });

  test("when it is erased it is stopped, and only state and edited files are left", async () => {
    await machine.run(`${RPM} --erase sec-ts`);
    assert.equal(await machine.run("systemctl list-units --state=active,failed --no-legend 'sec-ts*'"), "");
    assert.equal(await machine.run("find /usr /etc/systemd -name '*sec-ts*'"), "");
    assert.equal(await machine.run("find /etc -path '*sec-ts*' -type f"), "/etc/sec-ts/ssh.conf.rpmsave\n");
    assert.equal(await machine.run("systemctl is-system-running"), "running\n");
  });
}
