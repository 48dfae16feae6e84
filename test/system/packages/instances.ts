import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Booted } from "./booted.ts";
import { ROOT } from "./made-packages.ts";

const INPUT = "/var/log/nginx/error.log";
/** What a rule and a log file of the service and of the instance write. */
const LOGS = ["/var/log/sec-ts", "/var/log/sec-ts/web"] as const;
/** Writes numbered lines to both, until it is told that there are enough. */
const WRITER = `#!/usr/bin/perl
use Time::HiRes 'sleep'; $| = 1; open F, '>>', '${INPUT}' or die; select F; $| = 1; select STDOUT;
for (my $n = 0; !-e '/root/enough'; $n++) { print "number $n\\n"; print F "number $n\\n"; sleep 0.01 }
`;

/** The commands with which the README sets up the instance `web`, as a script. */
export function readmeInstance(): string {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const block = /^A second service.*\n\n((?: {4}.*\n|\n(?= {4}))+)/m.exec(text)![1]!;
  return `set -e\n${block.replace(/^ {4}/gm, "")}`;
}

/** How often systemd has started a unit. */
export async function starts(machine: Booted, unit: string): Promise<number> {
  const log = `journalctl --sync; journalctl --no-pager -o cat _PID=1 UNIT=${unit}.service`;
  return Number(await machine.run(`${log} | grep -c '^Started ' || true`));
}

/** Sets the instance up as the README says, and sees it raise an alert. */
export async function setUpInstance(machine: Booted): Promise<void> {
  await machine.run(`mkdir /var/log/nginx; install -m 640 -g adm /dev/null ${INPUT}`);
  assert.match(await machine.run(readmeInstance()), /^sec-ts is well: /m);
  await provokeInstance(machine, "192.0.2.1");
}

/** Makes the instance raise an alert, which must come once. */
export async function provokeInstance(machine: Booted, address: string): Promise<void> {
  const line = `2026/11/30 10:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out) while
    reading response header from upstream, client: ${address}, server: a`.replace(/\n */, " ");
  await machine.run(`for i in 1 2 3; do echo '${line}'; done >> ${INPUT}`);
  const alerts = `journalctl --no-pager -o cat -t sec-ts-web | grep -cF '${address}'`;
  await machine.until(alerts);
  assert.equal(await machine.run(alerts), "1\n");
}

/** The shipped rotation, while lines are written. */
export function testRotation(machine: () => Booted): void {
  test("logrotate rotates the logs of the service and of instances, and no line is lost", async () => {
    const own = machine();
    for (const [at, folder] of ["/etc/sec-ts", "/etc/sec-ts/web"].entries()) {
      const rule = `type=Single\nptype=RegExp\npattern=number (\\d+)$\ndesc=numbers
action=write ${LOGS[at]}/numbers.log $1\n`;
      await own.run(`cat > ${folder}/numbers.conf << 'END'\n${rule}\nEND
cp ${folder}/sec-ts.options /root/options.${at}
printf '%s\n' --debug=6 --log=${LOGS[at]}/sec-ts.log >> ${folder}/sec-ts.options`);
    }
    await own.run(`cat > /root/writer << 'END'\n${WRITER}\nEND
systemctl restart sec-ts sec-ts@web; systemd-run --quiet --unit=writer perl /root/writer`);
    const files = LOGS.flatMap((folder) => [`${folder}/numbers.log`, `${folder}/sec-ts.log`]);
    const reopened = files.map((file) => `test -s ${file}`).join(" && ");
    for (let round = 0; round < 3; round += 1) {
      await own.until(reopened);
      await own.run("logrotate --force /etc/logrotate.d/sec-ts");
    }
    await own.until(reopened);
    await own.run("touch /root/enough");
    await own.until("! systemctl is-active --quiet writer");
    await own.run("journalctl --sync");
    const last = Number((await own.run(`tail -n 1 ${INPUT}`)).replace("number ", ""));
    for (const folder of LOGS) {
      await own.until(`grep -qx ${last} ${folder}/numbers.log`);
      for (const [name, expression] of [
        ["numbers", "^[0-9]+$"],
        ["sec-ts", `(?<=Writing event ')[0-9]+`],
      ]) {
        const file = `${folder}/${name}.log`;
        await own.run(`test -e ${file} && test -e ${file}.1 && test -e ${file}.2.gz`);
        const found = await own.run(`zcat -f ${file}* | grep -oP "${expression}" | sort -n`);
        assert.deepEqual(found.trim().split("\n").map(Number), [...Array(last + 1).keys()]);
      }
    }
    await own.run(`for at in 0 1; do folder=/etc/sec-ts; [ $at = 0 ] || folder=/etc/sec-ts/web
mv /root/options.$at $folder/sec-ts.options; rm $folder/numbers.conf; done; rm /root/writer /root/enough
systemctl restart sec-ts sec-ts@web`);
  });
}

/** That no instance runs or is enabled, and nothing is linked to units that are gone. */
export async function nothingEnabled(machine: Booted): Promise<void> {
  assert.equal(
    await machine.run("systemctl list-units --all --state=active,failed --no-legend 'sec-ts*'"),
    "",
  );
  assert.equal(await machine.run("find /etc/systemd -name '*sec-ts*'"), "");
  assert.equal(await machine.run("pgrep -f [/]usr/lib/sec-ts || true"), "");
}
