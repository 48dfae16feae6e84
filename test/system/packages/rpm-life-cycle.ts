import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Booted } from "./booted.ts";
import { nothingEnabled, provokeInstance, setUpInstance, starts } from "./instances.ts";
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

  test("a second service is set up as the README says", () => setUpInstance(machine));

  test("an upgrade restarts it once, and keeps what has been edited", async () => {
    await machine.run("echo '# mine' >> /etc/sec-ts/ssh.conf");
    const units = ["sec-ts", "sec-ts@web"];
    const startsBefore = await Promise.all(units.map((unit) => starts(machine, unit)));
    await machine.run(`${RPM} --upgrade /root/newer.rpm`);
    const startsAfter = await Promise.all(units.map((unit) => starts(machine, unit)));
    assert.deepEqual(
      startsAfter,
      startsBefore.map((count) => count + 1),
    );
    assert.equal(await machine.run(`systemctl is-enabled ${units.join(" ")}`), "enabled\nenabled\n");
    await provokeInstance(machine, "192.0.2.2");
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
    await machine.run("sec-ts setup profile network; sec-ts setup profile network --instance=web");
    await machine.run(`${RPM} --erase sec-ts`);
    await nothingEnabled(machine);
    assert.equal(await machine.run("find /usr -name '*sec-ts*'"), "");
    const web = "/etc/sec-ts/web/sec-ts.options\n/etc/sec-ts/web/upstream.conf\n";
    assert.equal(
      await machine.run("find /etc -path '*sec-ts*' -type f | sort"),
      `/etc/sec-ts/ssh.conf.rpmsave\n${web}`,
    );
    assert.equal(await machine.run("systemctl is-system-running"), "running\n");
  });
}
