/**
 * How long `sec-ts check` takes for 10,000 rules, the whole process from start to exit, beside `sec
 * --testonly` on the same files. Run it after scripts/build: `node test/bench/check.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RULES = 10_000;
const RUNS = 5;
const LIMIT_SECONDS = 1;

const ALL_TYPES = [
  String.raw`type=Single
ptype=RegExp
pattern=sshd\[\d+\]: Failed password for (\S+) from ([\d.]+) port N
context=!BLOCKED_$2 && (LOGIN_N || NIGHT)
desc=failed login of $1 from $2
action=pipe '%t: %s' /bin/mail -s alert root; create BLOCKED_$2 3600 (logonly over; add LOG %s)`,
  String.raw`type=SingleWithThreshold
ptype=RegExp
pattern=kernel: .* error N on (?<disk>sd[a-z]+)
desc=disk $+{disk}
action=write - %s
window=60
thresh=3`,
  String.raw`type=Pair
ptype=RegExp
pattern=session N opened for (\w+)
desc=session of $1
action=none
ptype2=RegExp
pattern2=session N closed for $1
desc2=end of the session of %1
action2=write - %s
window=30`,
  "type=Suppress\nptype=SubStr\npattern=noise N",
  "type=Calendar\ntime=N 2 * * 1-5\ndesc=every morning\naction=shellcmd (date; uptime)",
];

/** What most real rule files consist of, and takes longest: long patterns with groups, and nested lists. */
const GROUPS_AND_ACTIONS = [
  String.raw`type=Single
ptype=RegExp
pattern=^(?:\S+\s+){3}(\S+) sshd\[(\d+)\]: (?:Failed|Accepted) (password|publickey) for \
(?:invalid user )?(\S+) from (\d+\.\d+\.\d+\.\d+) port (\d+) ssh2 N
desc=ssh $3 for $4 from $5 on $1
action=pipe '%t %s' /usr/bin/mail -s 'ssh: $4' root@localhost; \
  create SSH_$5 3600 (report SSH_$5 /usr/bin/mail root; delete SSH_$5)`,
  String.raw`type=Single
continue=TakeNext
ptype=RegExp
pattern=(?:^|\s)(?<host>[-\w.]+) (?<program>[a-z]+)(?:\[(?<pid>\d+)\])?: .*?(?:error|fail(?:ed|ure)?) N \
(?:on|in) ([^\s:]+)(?::(\d+))?
context=!SILENT_$+{host} && !MAINTENANCE
desc=$+{program} failed on $+{host}: $4
action=create FAILED_$+{host} 300 (logonly failures on $+{host} are over; event 0 OVER $+{host}); \
  add FAILED_$+{host} %t %s; \
  pipe '%s' (/usr/bin/logger -t sec -p daemon.warning)`,
];

const MIXES = { "all rule types": ALL_TYPES, "patterns with groups, pipe and create": GROUPS_AND_ACTIONS };

function ruleFile(templates: readonly string[]): string {
  const rules = Array.from({ length: RULES }, (_, at) =>
    (templates[at % templates.length] ?? "").replaceAll("N ", `${at % 60} `).replaceAll(/N\b/g, String(at)),
  );
  return `${rules.join("\n\n")}\n`;
}

/** Files that are all faults or one long line: twice as much may not take much more than twice as long. */
const HUGE: Readonly<Record<string, (size: number) => string>> = {
  "unknown fields": (size) =>
    `type=Suppress\n${Array.from({ length: size }, (_, at) => `f${at}=x\n`).join("")}`,
  "unknown actions on one line": (size) => inRule("SubStr", "x", "foo x; ".repeat(size)),
  "actions on one line": (size) => inRule("SubStr", "x", "write - %s; ".repeat(size)),
  "operators in a context": (size) => `${inRule("SubStr", "x", "none")}context=${"A && ".repeat(size)}B\n`,
  "groups in a pattern": (size) => inRule("RegExp", "a(b|c)".repeat(size), "none"),
};
const HUGE_SIZE = 50_000;
const MOST_GROWTH = 3;

function inRule(type: string, pattern: string, action: string): string {
  return `type=Single\nptype=${type}\npattern=${pattern}\ndesc=d\naction=${action}\n`;
}

/** The shortest of several runs: what else the machine does only makes it longer. */
function seconds(command: string, args: readonly string[], expected = 0): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    const { status, stdout } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 30 });
    if (status !== expected) throw new Error(`${command} exits with ${status}: ${stdout.slice(0, 500)}`);
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

const SEC_TS = join(import.meta.dirname, "../../build/bin/sec-ts");
const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  for (const [name, templates] of Object.entries(MIXES)) {
    const file = join(folder, "rules.conf");
    writeFileSync(file, ruleFile(templates));
    const ours = seconds(SEC_TS, ["check", `--conf=${file}`]);
    const reference = seconds("sec", ["--testonly", `--conf=${file}`, `--log=${join(folder, "log")}`]);
    console.log(`${RULES} rules, ${name}:`);
    console.log(`  sec-ts check:   ${ours.toFixed(2)} s (limit ${LIMIT_SECONDS} s)`);
    console.log(`  sec --testonly: ${reference.toFixed(2)} s; ratio ${(ours / reference).toFixed(2)}`);
    if (ours >= LIMIT_SECONDS) process.exitCode = 1;
  }
  for (const [name, make] of Object.entries(HUGE)) {
    const [once = 0, twice = 0] = [HUGE_SIZE, 2 * HUGE_SIZE].map((size) => {
      const file = join(folder, "huge.conf");
      writeFileSync(file, make(size));
      return seconds(SEC_TS, ["check", `--conf=${file}`], name.startsWith("unknown") ? 1 : 0);
    });
    const growth = twice / once;
    console.log(
      `${HUGE_SIZE} ${name}: ${once.toFixed(2)} s; twice as many take ${growth.toFixed(2)} times as long`,
    );
    if (growth > MOST_GROWTH) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
