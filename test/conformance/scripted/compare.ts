import assert from "node:assert/strict";
import { test } from "node:test";
import { compareInRealTime } from "./attempts.ts";
import { closePeers } from "./peers.ts";
import { comparable, PROGRAMS, RunningProgram, type Setting } from "./program.ts";

/** What a script is about, besides the log: files of its folder, and what it returns. */
export interface Script extends Setting {
  /** Makes files before the program starts. */
  readonly prepare?: (folder: string) => void;
  /** Drives the program; what it returns is compared too. */
  readonly drive: (program: RunningProgram) => Promise<unknown>;
  /** Files that are compared, beside standard output. */
  readonly files?: readonly string[];
  /** Whether the order of log records is left open: children run side by side. */
  readonly unordered?: boolean;
  /** Changes log records to what may differ. */
  readonly blur?: (record: string) => string;
}

interface Observed {
  readonly log: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly result: unknown;
}

/** A test that runs a script with the reference and with ours, in real time, and compares what is seen. */
export function sameAsReference(name: string, script: Script): void {
  test(name, async (context) => {
    await compareInRealTime(context, async () => {
      const reference = await observe(PROGRAMS.reference, script);
      const ours = await observe(PROGRAMS.ours, script);
      assert.deepEqual(ours, reference);
    });
  });
}

async function observe(command: readonly string[], script: Script): Promise<Observed> {
  const program = new RunningProgram(command, script, script.prepare ?? (() => {}));
  try {
    await program.logged(/^Opening input file/);
    const result = await script.drive(program);
    // Whether a command is still there at the end, and gets a signal, is not to depend on the machine's load.
    await program.childrenEnd();
    await program.end();
    const records = comparable(program.records())
      .map(withoutControls)
      .map(script.blur ?? ((record) => record));
    return {
      log: script.unordered ? records.toSorted() : records,
      files: Object.fromEntries(
        ["stdout", "stderr", ...(script.files ?? [])].map((file) => [file, ourWords(program.read(file))]),
      ),
      result,
    };
  } finally {
    await closePeers();
    await program.remove();
  }
}

/** The reference's log has control characters as they are. */
function withoutControls(record: string): string {
  // oxlint-disable-next-line no-control-regex
  return record.replace(/[\0-\x08\x0a-\x1f\x7f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

/** Perl's messages without the place in the reference's program. */
function ourWords(text: string): string {
  return text.replace(/ at \S+\/sec line \d+\.$/gm, "");
}
