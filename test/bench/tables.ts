/*
 * Lines a second, sec-ts against sec in the same run: whole processes, interleaved, medians.
 *   node test/bench/tables.ts [--runs=5] [--scale=1] [--only=TEXT] [--cpu] [--write]
 * --only takes the rows whose names contain a text, --scale the share of the lines, --write puts the tables
 * into the README. A run of the reference that takes over a minute is made once. Run scripts/build first.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measure, type Result, writeBetween } from "./measure.ts";
import { WORKLOADS } from "./workloads.ts";

const README = join(import.meta.dirname, "../../README.md");

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    scale: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    cpu: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const number = (value: number): string => Math.round(value).toLocaleString("en-US");
const ratio = (value: number): string => `${value < 20 ? value.toFixed(1) : number(value)} ×`;

function row({ workload, theirs, daemon, replay }: Result): string {
  const cells = [
    workload.name,
    number(workload.lines),
    number(theirs),
    number(daemon),
    ratio(daemon / theirs),
    ratio(replay / theirs),
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEAD = [
  "| rules | lines | sec, lines/s | sec-ts, lines/s | sec-ts | replay |",
  "| --- | ---: | ---: | ---: | ---: | ---: |",
];

const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
try {
  const settings = { runs: Number(values.runs), scale: Number(values.scale), cpu: values.cpu };
  const rows: string[] = [];
  process.stdout.write(`${HEAD.join("\n")}\n`);
  for (const workload of WORKLOADS.map((make) => make())) {
    if (!workload.name.includes(values.only)) continue;
    const result = measure(workload, folder, settings);
    rows.push(row(result));
    const missed = result.daemon / result.theirs < workload.floor ? ` below ${workload.floor} ×` : "";
    process.stdout.write(`${rows.at(-1)}${missed}\n`);
  }
  if (values.write) writeBetween(README, "speed", [...HEAD, ...rows]);
} finally {
  rmSync(folder, { recursive: true });
}
