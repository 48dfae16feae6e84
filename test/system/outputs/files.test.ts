import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { test } from "node:test";
import { openPipe } from "../../../src/system/processes.ts";
import { eventually, PROGRAMS, RunningProgram } from "../../conformance/scripted/program.ts";
import { type DrivenOutputs, withOutputs } from "./driven-outputs.ts";

const READER = constants.O_RDONLY | constants.O_NONBLOCK;

function fifo(driven: DrivenOutputs): string {
  const path = driven.path("fifo");
  execFileSync("mkfifo", [path]);
  return path;
}

function write(driven: DrivenOutputs, text: string): void {
  driven.perform({ kind: "write", file: "fifo", text, newline: true });
}

/** What a FIFO holds at the moment. */
function readAvailable(descriptor: number): string {
  const chunk = Buffer.alloc(65_536);
  let text = "";
  try {
    for (let count = 1; count > 0; text += chunk.toString("latin1", 0, count)) {
      count = readSync(descriptor, chunk);
    }
  } catch {
    // Nothing more for now.
  }
  return text;
}

test("a FIFO that is full is written later, in order, also if it was to be closed", async () => {
  await withOutputs(async (driven) => {
    const reader = openSync(fifo(driven), READER);
    const lines = Array.from({ length: 5000 }, (_, at) => `${at} ${"x".repeat(50)}`);
    for (const line of lines) write(driven, line);
    driven.perform({ kind: "close", output: "file", name: "fifo" });
    driven.perform({ kind: "write-and-close", file: "fifo", text: "owritecl\n" });
    write(driven, "after closef");
    let received = "";
    await eventually("all lines", () => {
      received += readAvailable(reader);
      return received.includes("after closef");
    });
    assert.deepEqual(received.split("\n"), [...lines, "owritecl", "after closef", ""]);
    assert.deepEqual(driven.log, []);
    closeSync(reader);
  });
});

test("what waits for a full FIFO is limited, and what is refused is counted", async () => {
  await withOutputs(
    async (driven) => {
      const reader = openSync(fifo(driven), READER);
      const written = Array.from({ length: 200 }, (_, at) => `${at} ${"x".repeat(995)}`);
      for (const line of written) write(driven, line);
      assert.deepEqual(driven.log, ["Event not written to 'fifo', which is full (10000 bytes may wait)"]);
      let received = "";
      await eventually("what fits", () => {
        const more = readAvailable(reader);
        received += more;
        return more === "" && received.length > 70_000;
      });
      const lines = received.trim().split("\n");
      assert.deepEqual(lines, written.slice(0, lines.length));
      assert.ok(lines.length >= 73, `${lines.length} lines arrived`);
      write(driven, "again");
      await eventually("the FIFO", () => readAvailable(reader) === "again\n");
      closeSync(reader);
    },
    { queuedBytes: 10_000 },
  );
});

test("a reader that leaves a full FIFO is noticed, and the FIFO is opened again", async () => {
  await withOutputs(async (driven) => {
    const path = fifo(driven);
    const reader = openSync(path, READER);
    write(driven, "x".repeat(100_000));
    write(driven, "last");
    closeSync(reader);
    await driven.logged(/^Error when writing event 'x+' to 'fifo' \(Broken pipe\)$/);
    await driven.logged(/^Error when writing event 'last' to 'fifo' \(Broken pipe\)$/);
    write(driven, "nobody");
    await driven.logged(/^Can't open 'fifo' for writing event 'nobody' \(No such device or address\)$/);
    const next = openSync(path, READER);
    write(driven, "somebody");
    assert.equal(readAvailable(next), "somebody\n");
    closeSync(next);
  });
});

test("a file on a full disk is logged, and written again when there is room", async (context) => {
  await withOutputs(async (driven) => {
    const folder = driven.path("small");
    mkdirSync(folder);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", folder]).status !== 0) {
      context.skip("no file system can be mounted here");
      return;
    }
    try {
      const file = "small/file";
      const send = (text: string): void => driven.perform({ kind: "write", file, text, newline: false });
      for (const letter of ["a", "b", "c"]) send(letter.repeat(5000));
      assert.deepEqual(driven.log, [
        `3192 bytes of '${"b".repeat(5000)}' written to '${file}'`,
        `Error when writing event '${"c".repeat(5000)}' to '${file}' (No space left on device)`,
      ]);
      assert.equal(statSync(driven.path(file)).size, 8192);
      spawnSync("truncate", ["-s", "0", driven.path(file)]);
      send("room");
      assert.equal(readFileSync(driven.path(file), "latin1"), "room");
    } finally {
      driven.outputs.closeOutputs();
      spawnSync("umount", [folder]);
    }
  });
});

const ECHO = "type=single\nptype=regexp\npattern=^e (.*)\ndesc=d\naction=write - $1; write copy $1\n";
/** More than a pipe holds. */
const EVENTS = Array.from({ length: 3000 }, (_, at) => `${at} ${"y".repeat(90)}`);

test("a reader of standard output that stands still does not stop matching", async () => {
  const pipe = openPipe("read");
  assert.ok("write" in pipe);
  const program = new RunningProgram(
    PROGRAMS.ours,
    { rules: ECHO, options: ["--wait-for-stdout=no"], standardOutput: pipe.write },
    () => {},
  );
  try {
    for (const event of EVENTS) program.event(`e ${event}`);
    await program.holds("copy", /^2999 /m);
  } finally {
    await program.remove();
    closeSync(pipe.read);
    closeSync(pipe.write);
  }
});

for (const wait of ["no", "yes"]) {
  test(`a slow reader of standard output loses nothing within the limit; waited for: ${wait}`, async () => {
    // Without waiting all of it fits; with waiting nothing would.
    const options = [`--wait-for-stdout=${wait}`, `--max-queue=${wait === "yes" ? 10 : 1024 * 1024}`];
    const program = new RunningProgram(PROGRAMS.ours, { rules: ECHO, options }, () => {});
    try {
      program.child.stdout!.pause();
      for (const event of EVENTS) program.event(`e ${event}`);
      if (wait === "no") await program.holds("copy", /^2999 /m);
      program.child.stdout!.resume();
      assert.equal(await program.end(), 0);
      assert.equal(program.read("stdout"), `${EVENTS.join("\n")}\n`);
    } finally {
      await program.remove();
    }
  });
}
