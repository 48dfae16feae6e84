import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { compareInRealTime } from "./attempts.ts";
import { PROGRAMS } from "./program.ts";

const SCRIPTS = join(import.meta.dirname, "shell");
const PRELUDE = "prelude.sh";
const DEADLINE_MILLISECONDS = 240_000;

/** Runs a script in a folder of its own; returns what the folder then holds. */
async function outcome(script: string, program: readonly string[]): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "shell-"));
  try {
    const commands = `. ${SCRIPTS}/${PRELUDE}; . ${SCRIPTS}/${script}`;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", commands], {
      cwd: folder,
      env: { ...process.env, SEC: program.join(" ") },
      timeout: DEADLINE_MILLISECONDS,
    });
    const files = readdirSync(folder, { encoding: "utf8" }).filter((name) => !name.startsWith("."));
    return Object.fromEntries([
      ["said by the script", stdout + stderr],
      ...files.toSorted().map((name) => [name, content(join(folder, name), name)]),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function content(path: string, name: string): string {
  const status = statSync(path);
  if (!status.isFile()) return status.isDirectory() ? readdirSync(path).toSorted().join(" ") : "no file";
  const text = readFileSync(path, "latin1").replace(/ at \S+\/sec line \d+\.$/gm, "");
  return name.startsWith("log") ? withoutChance(text) : text;
}

/** A log without times, and with processes numbered. */
function withoutChance(log: string): string {
  const numbers = new Map<string, string>();
  return log
    .replace(/^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}: /gm, "")
    .replace(/^SEC \(Simple.*/gm, "banner")
    .replace(/\b([Cc]hild|process) (\d+)/g, (_, word: string, process: string) => {
      const number = numbers.get(process) ?? String(numbers.size + 1);
      numbers.set(process, number);
      return `${word} #${number}`;
    });
}

describe("shell scripts do the same with both programs", { concurrency: 2 }, () => {
  for (const script of readdirSync(SCRIPTS).filter((name) => name !== PRELUDE)) {
    test(script.replace(".sh", "").replaceAll("-", " "), async (context) => {
      await compareInRealTime(context, async () => {
        const [ours, reference] = await Promise.all([
          outcome(script, PROGRAMS.ours),
          outcome(script, PROGRAMS.reference),
        ]);
        assert.deepEqual(ours, reference);
      });
    });
  }
});
