import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../../main-program.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const HEADER = "Nov 30 10:";

/** The alerts that the starter rules raise over lines whose times are given as `MM:SS`. */
function alerts(lines: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-starter-"));
  try {
    writeFileSync(join(folder, "log"), lines.map((line) => `${HEADER}${line}\n`).join(""));
    return replay(join(folder, "log"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function replay(log: string): readonly string[] {
  const rules = `--conf=${ROOT}packaging/rules/*.conf`;
  const options = ["--intevents", `--input=${log}`, "--clock-year=2026", "--debug=4"];
  const args = [MAIN, "replay", rules, ...options];
  const output = execFileSync(process.execPath, args, { encoding: "latin1" });
  return output.split("\n").filter((line) => line !== "");
}

const failed = (time: string, user: string, address: string): string =>
  `${time} host sshd[411]: Failed password for ${user} from ${address} port 40022 ssh2`;

test("five failed logins of one address in five minutes are one alert, whatever the users", () => {
  const lines = [
    "root",
    "invalid user admin",
    "invalid user a from 10.9.9.9 port 1 ssh2",
    "root",
    "alice",
  ].map((user, at) => failed(`00:0${at}`, user, "203.0.113.5"));
  const expected = ["<4>SSH brute force from 203.0.113.5: five failed logins within five minutes"];
  assert.deepEqual(alerts(lines), expected);
  assert.deepEqual(alerts([...lines, failed("00:40", "root", "203.0.113.5")]), expected);
  assert.deepEqual(alerts(lines.slice(1)), [], "four are none");
  assert.deepEqual(
    alerts([...lines.slice(1), failed("06:00", "root", "203.0.113.5")]),
    [],
    "nor is a fifth later",
  );
});

test("newer sshd, whose sessions log under a name of their own, is understood", () => {
  const lines = [0, 1, 2, 3, 4].map((at) =>
    failed(`00:0${at}`, "root", "::1").replace("sshd[", "sshd-session["),
  );
  assert.equal(alerts(lines).length, 1);
});

const login = (address: string): string =>
  `01:00 host sshd[412]: Accepted publickey for alice from ${address} port 40023 ssh2: ED25519 SHA256:abc`;

test("a login is an alert only from an address that has tried passwords", () => {
  const attack = [0, 1, 2, 3, 4].map((at) => failed(`00:0${at}`, "alice", "203.0.113.5"));
  assert.deepEqual(alerts([...attack, login("203.0.113.5")]).slice(1), [
    "<2>SSH login of alice (publickey) from 203.0.113.5, which had tried passwords",
  ]);
  assert.equal(alerts([...attack, login("203.0.113.6")]).length, 1);
});

test("root's login with a password is an alert", () => {
  const accepted = "00:01 host sshd[7]: Accepted password for root from 10.0.0.1 port 5 ssh2";
  assert.deepEqual(alerts([accepted]), ["<4>SSH login of root with a password from 10.0.0.1"]);
  assert.deepEqual(alerts([accepted.replace("password", "publickey")]), []);
});

test("su sessions of root begin and end, each with its own end", () => {
  const lines = [
    "00:01 host su[900]: pam_unix(su:session): session opened for user root(uid=0) by alice(uid=1000)",
    "00:02 host su[901]: pam_unix(su-l:session): session opened for user root by bob(uid=1001)",
    "00:03 host su[902]: pam_unix(su:session): session opened for user postgres(uid=110) by (uid=0)",
    "00:09 host su[900]: pam_unix(su:session): session closed for user root",
    "00:10 host su[901]: pam_unix(su-l:session): session closed for user root",
    "00:11 host su[904]: pam_unix(su:session): session opened for user root(uid=0) by (uid=0)",
    "00:12 host su[905]: pam_unix(su-l:session): session opened for user root(uid=0) by root(uid=0)",
    "00:13 host su[905]: pam_unix(su-l:session): session closed for user root",
    "00:14 host su[906]: pam_unix(su:session): session opened for user root(uid=0) by (uid=1001)",
  ];
  const expected = [
    "<5>su: alice became root",
    "<5>su: bob became root",
    "<6>su: alice is root no more",
    "<6>su: bob is root no more",
    "<5>su: (uid=1001) became root",
  ];
  assert.deepEqual(alerts(lines), expected);
});

test("who fails to become root is named once in ten minutes", () => {
  const lines = ["00:01", "00:09"].map((time) => `${time} host su[77]: FAILED SU (to root) mallory on pts/3`);
  assert.deepEqual(alerts(lines), ["<4>su: mallory failed to become root"]);
});

test("sudo is noted once an hour for each user, and each time when it is refused", () => {
  const command = "TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt update";
  const lines = [
    `00:01 host sudo[41]:    alice : ${command}`,
    `00:20 host sudo[42]:    alice : ${command}`,
    `00:30 host sudo[43]:  mallory : user NOT in sudoers ; ${command}`,
    `00:40 host sudo:      bob : 3 incorrect password attempts ; ${command}`,
    `00:41 host sudo[44]:      eve : command not allowed ; ${command}`,
    `00:42 host sudo[45]:      zoe : a password is required ; ${command}`,
    `00:43 host sudo[46]:     dora : PWD=/home/a b ; USER=root ; COMMAND=/usr/bin/id`,
  ];
  assert.deepEqual(alerts(lines), [
    "<6>sudo: alice works as root, first command: /usr/bin/apt update",
    "<4>sudo: mallory: user NOT in sudoers",
    "<4>sudo: bob: 3 incorrect password attempts",
    "<4>sudo: eve: command not allowed",
    "<6>sudo: dora works as root, first command: /usr/bin/id",
  ]);
});

const kill = (minute: string): readonly string[] => [
  `${minute}:01 host kernel: postgres invoked oom-killer: gfp_mask=0x140cca, order=0`,
  `${minute}:02 host kernel: Out of memory: Killed process 4711 (postgres) total-vm:812kB, UID:110`,
];

test("a machine without memory is an alert, and a summary when it happens again and again", () => {
  assert.deepEqual(alerts([...kill("00"), ...kill("02"), ...kill("20")]), [
    "<2>Out of memory: postgres was killed",
    "<2>this machine runs out of memory again and again",
    "<2>Out of memory: postgres was killed",
  ]);
});

test("errors of disks and file systems are alerts, once an hour for each", () => {
  const lines = [
    "00:01 host kernel: blk_update_request: I/O error, dev sda, sector 19204 op 0x0:(READ) flags 0x80700",
    "00:02 host kernel: [ 3341.77] critical medium error, dev sdb, sector 7 op 0x0:(READ)",
    "00:03 host kernel: Buffer I/O error on dev sda1, logical block 0, async page read",
    "00:04 host kernel: I/O error, dev fd0, sector 0",
    "00:05 host kernel: EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls",
    "00:06 host kernel: XFS (dm-0): Metadata corruption detected at xfs_agi_read_verify",
    "00:07 host kernel: EXT4-fs (sda1): Remounting filesystem read-only",
    "00:08 host kernel: EXT4-fs (sda1): mounted filesystem with ordered data mode",
    "00:09 host kernel: BTRFS error (device sdc1: state EA): bdev /dev/sdc1 errs: wr 1, rd 0, flush 0",
    "00:10 host kernel: BTRFS: error (device sdd1) in btrfs_commit_transaction:2460: errno=-5 IO failure",
    "00:11 host kernel: BTRFS info (device sdd1: state E): forced readonly",
    "00:12 host kernel: XFS (sde1): Filesystem has been shut down due to log error (0x2).",
    "00:13 host kernel: md/raid1:md0: Disk failure on sdb1, disabling device.",
    "00:14 host kernel: nvme0n1: I/O Cmd(0x2) @ LBA 4096, 8 blocks, I/O Error (sct 0x2 / sc 0x81) MORE",
    "00:15 host kernel: critical medium error, dev nvme0n1, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1",
  ];
  const messages = alerts(lines);
  assert.deepEqual(
    messages.map((message) => message.replace(/: Nov .*/, "")),
    [
      "<2>disk sda has errors",
      "<2>disk sdb has errors",
      "<2>file system on sda1 is damaged",
      "<2>file system on dm-0 is damaged",
      "<1>file system on sda1 is read-only now",
      "<2>file system on sdc1 is damaged",
      "<2>file system on sdd1 is damaged",
      "<1>file system on sdd1 is read-only now",
      "<1>file system on sde1 is read-only now",
      "<2>array md0 has lost disk sdb1",
      "<2>disk nvme0n1 has errors",
    ],
  );
});

const fails = (time: string, unit: string): string =>
  `${time} host systemd[1]: ${unit}: Failed with result 'exit-code'.`;

test("names that devices and programs give themselves are not taken for the kernel's own words", () => {
  const lines = [
    "usb 1-1: Product: I/O error, dev sda, sector 1",
    "audit: type=1400 comm=x EXT4-fs error (device sda1): x",
    "traps: md/raid1:md0: Disk failure on sdb1, disabling device",
  ].map((words) => `00:01 host kernel: ${words}`);
  assert.deepEqual(alerts(lines), []);
});

test("a failing service is an alert, and more of one when it keeps failing", () => {
  const lines = [
    fails("00:01", "nginx.service"),
    fails("00:02", "backup.service"),
    fails("00:03", "nginx.service"),
    fails("00:04", "nginx.service"),
    "00:05 host systemd[1]: nginx.service: Start request repeated too quickly.",
    "00:06 host systemd[811]: user.service: Failed with result 'exit-code'.",
  ];
  assert.deepEqual(alerts(lines), [
    "<3>nginx.service has failed with result 'exit-code'",
    "<3>backup.service has failed with result 'exit-code'",
    "<2>nginx.service keeps failing: three times within ten minutes, last with result 'exit-code'",
    "<1>nginx.service is not started again, it failed too often",
  ]);
});

test("a user name that looks like another program's line raises no alert", () => {
  const lines = [
    "kernel: I/O error, dev sda, sector 1",
    "su[1]: FAILED SU (to root) alice on pts/0",
    "systemd[1]: ssh.service: Failed with result 'x'.",
    "Nov 30 10:00:00 host su[1]: FAILED SU (to root) alice on pts/0",
  ].map((user) => `00:01 host sshd[411]: Invalid user ${user} from 203.0.113.5 port 40022`);
  assert.deepEqual(alerts(lines), []);
});

test("lines without time and host, as root may send them, raise alerts too", () => {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-starter-"));
  writeFileSync(join(folder, "log"), "kernel: I/O error, dev sda, sector 1\n");
  try {
    assert.equal(replay(join(folder, "log")).length, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const release of [12, 13]) {
  test(`lines of sshd, su, sudo and systemd of Debian ${release} raise the alerts they deserve`, () => {
    const log = readFileSync(join(import.meta.dirname, `logs/debian-${release}.txt`), "latin1");
    const folder = mkdtempSync(join(tmpdir(), "sec-ts-starter-"));
    try {
      // Four failures are in it; this is the fifth.
      const [failure] = /^.*Failed password for root from.*\n/m.exec(log)!;
      writeFileSync(join(folder, "log"), log.replace(/^.*Accepted password/m, `${failure}$&`));
      assert.deepEqual(replay(join(folder, "log")), [
        "<4>SSH brute force from 127.0.0.1: five failed logins within five minutes",
        "<2>SSH login of alice (password) from 127.0.0.1, which had tried passwords",
        "<6>sudo: alice works as root, first command: /usr/bin/id",
        "<4>sudo: alice: 3 incorrect password attempts",
        "<4>sudo: mallory: command not allowed",
        "<4>sudo: nobody: user NOT in sudoers",
        "<4>su: alice failed to become root",
        "<4>su: alice failed to become mallory",
        ...[1, 2, 3].flatMap(() => ["<5>su: (uid=1000) became root", "<6>su: (uid=1000) is root no more"]),
        "<3>bad.service has failed with result 'exit-code'",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("real logs raise the alerts that they deserve", (context) => {
  const logs = `${process.env["SEC_TS_TEST_DATA"] ?? "/nowhere"}/logs`;
  if (!existsSync(logs)) return context.skip("the logs are not at hand: SEC_TS_TEST_DATA");
  const log = join(logs, "OpenSSH_2k.log");
  // Counted apart from the engine: five failures of an address within five minutes, then silence for as long.
  const windows = new Map<string, number[]>();
  let expected = 0;
  for (const line of readFileSync(log, "latin1").split("\n")) {
    const failure = /^\w+ \d+ (\d+):(\d+):(\d+) .* Failed password for .* from (\S+) port \d+ ssh2\r?$/.exec(
      line,
    );
    if (!failure || line.includes("message repeated")) continue;
    const [, hours, minutes, seconds, address = ""] = failure;
    const now = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    let times = windows.get(address) ?? [];
    if (times.length >= 5 && now - times[0]! > 300) times = [];
    if (times.length < 5) times = times.filter((time) => now - time <= 300);
    times.push(now);
    if (times.length === 5) expected += 1;
    windows.set(address, times);
  }
  const raised = replay(log);
  assert.ok(expected > 5);
  assert.equal(raised.length, expected);
  assert.ok(raised.every((message) => message.startsWith("<4>SSH brute force from ")));
});
