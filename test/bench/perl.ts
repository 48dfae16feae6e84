/*
 * What Perl code costs: the median of a call, calls a second, and lines a second of a hundred rules of which
 * one has Perl code in its context, sec-ts against sec in the same run.
 * Usage: node test/bench/perl.ts [runs] [lines]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PerlCall } from "../../src/core/perl-port.ts";
import { PerlHost } from "../../src/perl/perl-host.ts";

const runs = Number(process.argv[2] ?? 3);
const lineCount = Number(process.argv[3] ?? 400_000);
const CALLS = 50_000;
const RULES = 100;

measureCalls();
measureRules();

function measureCalls(): void {
  const host = new PerlHost({ log: print });
  const plain = { keep: false, now: 0, event: 0 } as const;
  const line = "Nov 14 22:13:20 host sshd[1234]: Failed password for root from 192.0.2.7";
  const match = host.function("sub { $_[0] =~ /for (\\S+) from (\\S+)/ ? ($1, $2) : 0 }");
  const truth = host.function("sub { $_[0] < 1024 }");
  const calls: readonly (readonly [string, PerlCall])[] = [
    ["PerlFunc pattern", { ...plain, want: "match", code: match, arguments: [line, "log"] }],
    ["function in a context", { ...plain, want: "truth", code: truth, arguments: ["1023"] }],
    ["program in a context", { ...plain, want: "truth", code: '"abc" eq "abc"', arguments: [] }],
  ];
  for (const [name, call] of calls) {
    const times = new Float64Array(CALLS);
    for (let warm = 0; warm < 5000; warm += 1) host.call(call);
    const began = performance.now();
    for (let at = 0; at < CALLS; at += 1) {
      const from = performance.now();
      host.call(call);
      times[at] = performance.now() - from;
    }
    const rate = CALLS / ((performance.now() - began) / 1000);
    const middle = times.toSorted()[CALLS / 2]! * 1000;
    print(`${name}: median ${middle.toFixed(1)} µs, ${Math.round(rate).toLocaleString("en-US")} calls/s`);
  }
  host.close();
}

function ruleFile(): string {
  const rules = Array.from({ length: RULES - 1 }, (_, at) =>
    rule(`daemon${at}\\[\\d+\\]: error (\\d+) of (\\S+)`, "!SILENT"),
  );
  rules.push(
    rule("sshd\\[\\d+\\]: Failed \\S+ for (\\S+) from \\S+ port (\\d+)", "$2 -> ( sub { $_[0] < 1024 } )"),
  );
  return rules.join("\n");
}

function rule(pattern: string, context: string): string {
  return `type=Single\nptype=RegExp\npattern=${pattern}\ncontext=${context}\ndesc=$1\naction=write - %s\n`;
}

/** One line in a hundred is for the rule with code, and ten for the others. */
function lineOf(at: number): string {
  const stamp = "Nov 14 22:13:20 host";
  if (at % 100 === 0)
    return `${stamp} sshd[7]: Failed password for user${at % 500} from 192.0.2.7 port ${at % 5000}`;
  if (at % 10 === 3) return `${stamp} daemon${at % 99}[7]: error ${at} of disk`;
  return `${stamp} cron[7]: (root) CMD (run-parts /etc/cron.hourly number ${at})`;
}

function measureRules(): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
  try {
    const [rules, log] = [join(folder, "rules"), join(folder, "log")];
    writeFileSync(rules, ruleFile());
    writeFileSync(log, `${Array.from({ length: lineCount }, (_, at) => lineOf(at)).join("\n")}\n`);
    const launcher = join(import.meta.dirname, "../../build/bin/sec-ts");
    const common = [`--conf=${rules}`, `--input=${log}`, "--notail", "--debug=1"];
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      theirs.push(seconds("sec", common));
      ours.push(seconds(launcher, ["replay", ...common, "--clock=rfc3164", "--clock-year=2023"]));
    }
    const [our, their] = [ours, theirs].map(
      (times) => times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!,
    );
    const rate = (time: number): string => `${Math.round(lineCount / time).toLocaleString("en-US")} lines/s`;
    print(`${RULES} rules, one with Perl in its context, ${lineCount} lines, ${runs} runs, medians`);
    print(`  sec     ${their!.toFixed(2)} s  ${rate(their!)}`);
    print(`  sec-ts  ${our!.toFixed(2)} s  ${rate(our!)}  ${(their! / our!).toFixed(1)} × sec`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function seconds(program: string, args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(program, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return (performance.now() - began) / 1000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
