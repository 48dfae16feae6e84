import assert from "node:assert/strict";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { eventually, PROGRAMS, RunningProgram } from "../../conformance/scripted/program.ts";
import { withOutputs } from "./driven-outputs.ts";

const EVENTS = { events: {} } as const;

test("commands beyond the ceiling wait for their turn, in order", async () => {
  await withOutputs(
    async (driven) => {
      for (const name of ["a", "b", "c", "d", "e"]) driven.run(`sh -c 'sleep 0.1; echo ${name} >> started'`);
      assert.equal(driven.outputs.children().length, 2);
      await driven.ended("sh -c 'sleep 0.1; echo e");
      const started = readFileSync(driven.path("started"), "utf8").trim().split("\n");
      assert.deepEqual(started.toSorted(), ["a", "b", "c", "d", "e"]);
      assert.deepEqual(started.slice(0, 2).toSorted(), ["a", "b"]);
    },
    { children: 2 },
  );
});

test("commands without room are refused and counted, and a script among them has failed", async () => {
  await withOutputs(
    async (driven) => {
      driven.run("sleep 30");
      driven.run("true");
      for (let ticket = 1; ticket <= 3; ticket += 1) driven.run(`refused ${ticket}`, { ticket });
      const { ticket, code } = await driven.ended("refused 2");
      assert.deepEqual([ticket, code], [2, 1]);
      await driven.outputs.close();
      const refusals = driven.log.filter((message) => message.includes("commands wait already"));
      assert.deepEqual(refusals, [
        "Command not started (1 commands wait already)",
        "Command not started (1 commands wait already) (2 more)",
      ]);
    },
    { children: 1, waitingCommands: 1 },
  );
});

test("with limits of 0 there are none", async () => {
  await withOutputs(
    async (driven) => {
      for (let command = 0; command < 20; command += 1) driven.run("sleep 20");
      assert.equal(driven.outputs.children().length, 20);
      driven.run("head -c 3000000 /dev/zero", EVENTS);
      await driven.ended("head");
      assert.deepEqual(
        driven.lines().map(({ length }) => length),
        [3_000_000],
      );
    },
    { children: 0, waitingCommands: 0, lineBytes: 0, queuedBytes: 0 },
  );
});

test("commands without time at the end are counted, tracked ones left to the next start", async () => {
  await withOutputs(
    async (driven) => {
      driven.run("sleep 5");
      for (const name of ["a", "b", "c"]) driven.run(`touch ${name}`);
      const over: string[] = [];
      for (const id of ["x", "y"]) {
        const command = { shell: true, line: `touch ${id}` } as const;
        driven.outputs.perform({ kind: "run", command }, { id, over: () => over.push(id) });
      }
      await driven.outputs.close(false, 0, 0);
      assert.deepEqual(driven.outputs.waitingEffects(), ["x", "y"]);
      assert.deepEqual(over, []);
      const said = driven.log.filter((message) => /^Commands (not|that)/.test(message));
      assert.deepEqual(said, [
        "Commands that wait, 2, are left to the next start",
        "Commands not started, since the program ends: 3",
      ]);
      for (const name of ["a", "x"]) assert.ok(!existsSync(driven.path(name)));
    },
    { children: 1 },
  );
});

test("commands that still wait at the end are started", async () => {
  await withOutputs(
    async (driven) => {
      driven.run("sleep 5");
      driven.run("sh -c 'touch late'");
      const file = driven.path("late");
      await driven.outputs.close();
      await eventually("the command's file", () => existsSync(file));
    },
    { children: 1 },
    { childTerm: false },
  );
});

test("a command that floods is held up, and loses nothing", async () => {
  await withOutputs(async (driven) => {
    driven.run("seq 1000000", EVENTS);
    // Nobody takes the news for a while: what is kept stays bounded.
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
    driven.takeNews();
    const first = driven.lines().join("\n").length;
    assert.ok(first < 4 * 1024 * 1024, `${first} bytes were read ahead`);
    assert.equal(driven.outputs.children().length, 1);
    await driven.ended("seq");
    assert.equal(driven.lines().length, 1_000_000);
    assert.ok(driven.lines().every((line, at) => line === String(at + 1)));
  });
});

test("what a command has written before its end is read, although it was held up", async () => {
  await withOutputs(async (driven) => {
    driven.run("sh -c 'yes abc | head -c 170000'", EVENTS);
    await eventually("its end", () => driven.outputs.children().length === 0);
    await driven.ended("sh");
    assert.equal(driven.lines().length, 170_000 / 4);
  });
});

test("a line longer than the limit is cut, and its rest is no line of its own", async () => {
  await withOutputs(
    async (driven) => {
      driven.run("sh -c 'head -c 10000000 /dev/zero; echo; printf \"abc\\ndef\"'", EVENTS);
      await driven.ended("sh");
      assert.deepEqual(
        driven.lines().map(({ length }) => length),
        [4, 3, 3],
      );
      assert.deepEqual(
        driven.log.filter((message) => message.includes("cut")),
        ["Line of a command cut after 4 bytes"],
      );
    },
    { lineBytes: 4 },
  );
});

test("a command that does not read its input, or ends early, hurts nobody", async () => {
  await withOutputs(async (driven) => {
    const input = Array.from({ length: 50_000 }, (_, at) => `line ${at} ${"x".repeat(20)}`);
    driven.run("sleep 30", { input });
    driven.run("true", { input });
    driven.run("sh -c 'exec <&-; sleep 0.2; exit 3'", { input });
    driven.run("sh -c 'cat > copy'", { input });
    assert.equal((await driven.ended("sh -c 'exec")).code, 3);
    await driven.ended("true");
    await driven.ended("sh -c 'cat");
    assert.equal(readFileSync(driven.path("copy"), "latin1"), `${input.join("\n")}\n`);
  });
});

test("commands that write without end, even newlines only, are all heard in bounded portions", async () => {
  await withOutputs(async (driven) => {
    for (let child = 1; child <= 4; child += 1) driven.run(`yes '' # ${child}`, EVENTS);
    driven.run("sh -c 'echo heard; sleep 20'", EVENTS);
    const mostLines = 150_000;
    // As long as nobody asks, nothing more comes than fits.
    for (let turns = 0; turns < 300; turns += 1) await new Promise((next) => setImmediate(next));
    for (let heard = false; !heard; ) {
      const news = driven.outputs.childNews();
      assert.ok(news.length < mostLines, `${news.length} lines at once`);
      heard = news.some((one) => one.kind === "line" && one.text === "heard");
      await new Promise((next) => setImmediate(next));
    }
  });
});

test("the end of a command by a signal is news", async () => {
  await withOutputs(async (driven) => {
    driven.run("kill -9 $$", { ticket: 7 });
    const end = await driven.ended("kill");
    assert.deepEqual([end.code, end.signal, end.ticket], [0, 9, 7]);
  });
});

test("commands get descriptors 0 to 2 only, and no signal ignored", async () => {
  const leaked = openSync("/etc/passwd", "r");
  await withOutputs(async (driven) => {
    const open = "sh -c 'ls /proc/self/fd; grep SigIgn /proc/self/status'";
    driven.run(open, EVENTS);
    await driven.ended(open);
    // The folder that ls reads is its descriptor 3.
    assert.deepEqual(driven.lines(), ["0", "1", "2", "3", "SigIgn:\t0000000000000000"]);
  });
  closeSync(leaked);
});

test("the pipes of commands can be opened by name", async () => {
  await withOutputs(async (driven) => {
    driven.run("sh -c 'cat /dev/stdin > /dev/stdout'", { input: ["a\xff"], ...EVENTS });
    await driven.ended("sh");
    assert.deepEqual(driven.lines(), ["a\xff"]);
  });
});

test("a command with arguments that are too long fails", async () => {
  await withOutputs(async (driven) => {
    driven.perform({
      kind: "run",
      command: { shell: false, arguments: ["true", "x".repeat(3_000_000)] },
      ticket: 1,
    });
    const { code } = await driven.ended("true");
    assert.equal(code, 1);
  });
});

test("commands get nothing from the environment that is systemd's word to us, or Node's", async () => {
  const ours = {
    NOTIFY_SOCKET: "a",
    JOURNAL_STREAM: "b",
    LISTEN_FDS: "1",
    WATCHDOG_USEC: "1",
    NODE_NO_WARNINGS: "1",
  };
  const rules =
    "type=single\nptype=substr\npattern=env\ndesc=d\naction=shellcmd env > env.new && mv env.new env\n";
  const environment = { ...ours, KEPT: "k\xe9" };
  const program = new RunningProgram(PROGRAMS.ours, { rules, environment }, () => {});
  try {
    program.event("env");
    const names = (await program.holds("env", /./)).split("\n").map((line) => line.split("=", 1)[0]!);
    assert.ok(names.includes("KEPT") && names.includes("PATH"));
    assert.deepEqual(
      names.filter((name) => /^(NOTIFY_SOCKET|LISTEN_|WATCHDOG_|NODE_|JOURNAL_STREAM)/.test(name)),
      [],
    );
    assert.ok(names.length > 3);
  } finally {
    await program.remove();
  }
});

test("a command that a signal ends is logged", async () => {
  const rules = "type=single\nptype=regexp\npattern=x\ndesc=d\naction=shellcmd kill -9 $$$$\n";
  const program = new RunningProgram(PROGRAMS.ours, { rules }, () => {});
  try {
    program.event("x");
    await program.logged(/^Child \d+ terminated by signal 9 \( kill -9 \$\$ \)$/);
  } finally {
    await program.remove();
  }
});
