import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeReference, runReference } from "../reference.ts";
import { generateCase } from "./generate.ts";

/** A subroutine of the reference, by name and place only. */
interface Subroutine {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

interface Program {
  readonly lines: readonly number[];
  readonly subroutines: readonly Subroutine[];
}

function readProgram(text: string): Program {
  const rows = text.split("\n").map((row) => row.split(" "));
  return {
    lines: rows.filter(([kind]) => kind === "line").map(([, line]) => Number(line)),
    subroutines: rows
      .filter(([kind]) => kind === "sub")
      .map(([, name, first, last]) => ({ name: name ?? "", first: Number(first), last: Number(last) })),
  };
}

/** What drive.ts can be told to generate, in turn. */
const KINDS = [
  { perl: false, faults: false },
  { perl: true, faults: false },
  { perl: true, faults: true },
] as const;

/** Numbers as ranges; lines that follow each other among `all` count as adjacent. */
function ranges(numbers: readonly number[], all: readonly number[]): string {
  const place = new Map(all.map((line, at) => [line, at]));
  const runs: [number, number][] = [];
  for (const line of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && place.get(line) === (place.get(run[1]) ?? -2) + 1) run[1] = line;
    else runs.push([line, line]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(" ");
}

function count(lines: readonly number[]): string {
  return String(lines.length).padStart(5);
}

/** Subroutine by subroutine, what was not reached. */
function report({ lines, subroutines }: Program, reached: ReadonlySet<number>): string {
  const parts = [...subroutines, { name: "(main program)", first: 0, last: Number.POSITIVE_INFINITY }];
  const owner = (line: number): Subroutine | undefined =>
    parts.find(({ first, last }) => first <= line && line <= last);
  const rows = parts.map((part) => {
    const own = lines.filter((line) => owner(line) === part);
    const missed = own.filter((line) => !reached.has(line));
    return { name: part.name.replace(/^main::/, ""), own, missed };
  });
  const untouched = rows.filter(({ own, missed }) => own.length > 0 && missed.length === own.length);
  const partial = rows.filter(({ own, missed }) => missed.length > 0 && missed.length < own.length);
  const total = lines.filter((line) => reached.has(line)).length;
  return [
    `reached ${total} of ${lines.length} lines (${((100 * total) / lines.length).toFixed(1)} %)`,
    "",
    `not reached at all (${untouched.length} subroutines):`,
    ...untouched.map(({ name, own }) => `${count(own)} lines  ${name}`),
    "",
    `reached in part (${partial.length} subroutines; lines missed, of all, where):`,
    ...partial
      .toSorted((one, other) => other.missed.length - one.missed.length)
      .map(({ name, own, missed }) => `${count(missed)} ${count(own)}  ${name}: ${ranges(missed, lines)}`),
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "200" },
      from: { type: "string", default: "0" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "sec-lines-"));
  process.env["PERL5OPT"] = "-d:SecLines";
  process.env["PERL5LIB"] = import.meta.dirname;
  process.env["SEC_LINES"] = folder;
  const from = Number(values.from);
  const reached = new Set<number>();
  try {
    for (let seed = from; seed < from + Number(values.seeds); seed++) {
      await runReference(generateCase(seed, KINDS[seed % KINDS.length]));
      for (const name of readdirSync(folder).filter((each) => each.startsWith("reached."))) {
        for (const line of readFileSync(join(folder, name), "utf8").split(/\s+/)) reached.add(Number(line));
        rmSync(join(folder, name));
      }
    }
    const program = readProgram(readFileSync(join(folder, "program"), "utf8"));
    process.stdout.write(
      `seeds ${from} to ${from + Number(values.seeds) - 1}: ${report(program, reached)}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true });
    closeReference();
  }
}

await main();
