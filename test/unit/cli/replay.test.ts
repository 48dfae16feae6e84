import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../../main-program.ts";

interface Run {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
  readonly folder: string;
}

/** Runs `sec-ts replay` in a folder of its own with rules and inputs. */
function replay(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  check: (run: Run) => void,
  zone = "UTC",
): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-replay-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, "latin1");
    const run = spawnSync(process.execPath, [MAIN, "replay", "--conf=rules", ...args], {
      cwd: folder,
      encoding: "latin1",
      env: { ...process.env, TZ: zone },
    });
    check({ output: run.stdout, errors: run.stderr, status: run.status, folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PRINT = "type=Single\nptype=RegExp\npattern=(.*)\ndesc=line\naction=write - %u $1\n";

test("the clock follows each timestamp format, and finds out which it is", () => {
  const second = 1772442842;
  const lines = {
    prefix: `@${second}.5 hello`,
    rfc3164: "Mar  2 09:14:02 host hello",
    rfc5424: "<34>1 2026-03-02T09:14:02.003Z host app - - - hello",
    iso8601: "2026-03-02T10:14:02+01:00 host hello",
    epoch: `${second}.123 hello`,
  };
  for (const [name, line] of Object.entries(lines)) {
    for (const clock of [name, "auto"]) {
      replay(
        { rules: PRINT, log: `${line}\n` },
        ["--input=log", `--clock=${clock}`, "--clock-year=2026"],
        (run) => {
          const text = name === "prefix" ? "hello" : line;
          assert.equal(run.output, `${second} ${text}\n`, `${name} with --clock=${clock}: ${run.errors}`);
        },
      );
    }
  }
});

test("a year that the format leaves out goes on when January follows on December", () => {
  const log = "Dec 31 23:59:59 host a\nJan  1 00:00:01 host b\n";
  replay({ rules: PRINT, log }, ["--input=log", "--clock=rfc3164", "--clock-year=2025"], ({ output }) => {
    assert.equal(output, "1767225599 Dec 31 23:59:59 host a\n1767225601 Jan  1 00:00:01 host b\n");
  });
});

test("a zone that the format leaves out is given, also where clocks change", () => {
  const log = "2026-03-29 02:59:59 winter\n2026-03-29 04:00:00 summer\n";
  replay({ rules: PRINT, log }, ["--input=log", "--clock-zone=Europe/Tallinn"], ({ output }) => {
    assert.equal(output, "1774745999 2026-03-29 02:59:59 winter\n1774746000 2026-03-29 04:00:00 summer\n");
  });
});

/** Where clocks of Tallinn go forward, and where they go back, as local times that follow each other. */
const CHANGES = [
  { last: 1774746000, times: ["Mar 29 02:59:58", "Mar 29 02:59:59", "Mar 29 04:00:00"] },
  { last: 1792890000, times: ["Oct 25 03:59:58", "Oct 25 03:59:59", "Oct 25 03:00:00"] },
];

test("syslog's times go on where clocks change, in both directions", () => {
  for (const { last, times } of CHANGES) {
    const log = times.map((time) => `${time} host x\n`).join("");
    const args = ["--input=log", "--clock=rfc3164", "--clock-year=2026", "--clock-zone=Europe/Tallinn"];
    replay({ rules: PRINT, log }, args, ({ output, errors }) => {
      assert.deepEqual(
        output.split("\n").flatMap((line) => /^\d+/.exec(line) ?? []),
        [last - 2, last - 1, last].map(String),
      );
      assert.equal(errors, "");
    });
  }
});

test("of an hour that comes twice, a late line belongs to the hour of the lines around it", () => {
  const times = ["03:10:00", "03:09:59", "03:59:59", "03:00:00", "03:00:05", "03:00:04", "04:00:00"];
  const log = times.map((time) => `2026-10-25 ${time} x\n`).join("");
  replay({ rules: PRINT, log }, ["--input=log", "--clock-zone=Europe/Tallinn"], ({ output, errors }) => {
    const seconds = [...output.matchAll(/^\d+/gm)].map(([second]) => Number(second) - 1792890000);
    assert.deepEqual(seconds, [-3000, -3000, -1, 0, 5, 5, 3600]);
    assert.match(errors, /2 of 7 lines were late/);
  });
});

test("Calendar follows the local clock where it changes, and the times of syslog lines", () => {
  const rules = "type=Calendar\ntime=30 * * * *\ndesc=d\naction=write - %u\n";
  const args = ["--input=log", "--clock=rfc3164", "--clock-year=2026"];
  const log = "Mar 29 02:00:00 host x\nMar 29 05:00:00 host y\n";
  const back =
    "Oct 25 02:00:00 host x\nOct 25 03:59:00 host y\nOct 25 03:05:00 host z\nOct 25 05:00:00 host z\n";
  const zone = "Europe/Tallinn";
  const forward = ["1774744200", "1774747800"];
  replay({ rules, log }, args, ({ output }) => assert.deepEqual(output.trim().split("\n"), forward), zone);
  // The minute 03:30 comes twice, and counts as one.
  const twice = ["1792884600", "1792888200", "1792895400"];
  replay(
    { rules, log: back },
    args,
    ({ output }) => assert.deepEqual(output.trim().split("\n"), twice),
    zone,
  );
});

test("time never runs backwards; late lines and lines without a time are counted", () => {
  const log = "@100 a\n@90 late\nwithout\n@101\n@101 b\n";
  replay({ rules: PRINT, log }, ["--input=log", "--clock=prefix"], ({ output, errors }) => {
    assert.equal(output, "100 a\n100 late\n100 without\n101 b\n");
    assert.match(errors, /1 of 4 lines were late/);
    assert.match(errors, /1 of 4 lines had no timestamp/);
  });
});

test("a file without any time is read to its end", () => {
  replay({ rules: PRINT, log: "a\nb\n" }, ["--input=log"], ({ output, errors, status }) => {
    assert.deepEqual([output.replace(/^\d+ /gm, ""), status, errors.includes("EBADF")], ["a\nb\n", 0, false]);
  });
});

test("several inputs are merged by time, one line of each a round", () => {
  const files = { rules: PRINT, a: "@100 a1\n@100 a2\n@102 a3\n", b: "@100 b1\n@101 b2\n" };
  replay(files, ["--input=b", "--input=a", "--clock=prefix"], ({ output }) => {
    assert.equal(output, "100 a1\n100 b1\n100 a2\n101 b2\n102 a3\n");
  });
});

const COMMANDS =
  "type=Single\nptype=SubStr\npattern=go\ndesc=go\n" +
  "action=shellcmd echo ran > made; write file text; create C 10 (write - over at %u); spawn echo event\n\n" +
  "type=Single\nptype=RegExp\npattern=^event\ndesc=e\naction=write - $0 at %u\n";

test("commands are shown, not run, and files are not written", () => {
  replay({ rules: COMMANDS, log: "@100 go\n" }, ["--input=log"], ({ output, folder }) => {
    assert.equal(output, "would run: echo ran > made\nwould write to file: text\nwould run: echo event\n");
    assert.ok(!existsSync(join(folder, "made")) && !existsSync(join(folder, "file")));
  });
});

test("with --run-commands they are, and output comes back in the second of the start", () => {
  replay({ rules: COMMANDS, log: "@100 go\n" }, ["--input=log", "--run-commands"], ({ output, folder }) => {
    assert.equal(output, "event at 100\n");
    assert.equal(readFileSync(join(folder, "made"), "utf8"), "ran\n");
    assert.equal(readFileSync(join(folder, "file"), "utf8"), "text\n");
  });
});

test("it ends with the last line, or with --drain when nothing is pending", () => {
  const log = "@100 go\n@105 other\n";
  replay({ rules: COMMANDS, log }, ["--input=log"], ({ output }) => assert.doesNotMatch(output, /over at/));
  replay({ rules: COMMANDS, log }, ["--input=log", "--drain"], ({ output }) =>
    assert.match(output, /over at 111\n$/),
  );
});

test("SEC's spellings are understood, and its options for daemons change nothing", () => {
  const args = ["-input", "log", "--NOTAIL", "-debug=1", "--reopen_timeout=5", "--nojointbuf", "--intcont"];
  const rules = "type=Single\nptype=RegExp\npattern=(.*)\ndesc=d\naction=write - $1 $+{_intcontext}\n";
  replay({ rules, log: "@100 x\n" }, args, ({ output, errors }) => {
    assert.equal(output, "x _FILE_EVENT_log\n", errors);
  });
});

const ADDED = join(import.meta.dirname, "../../conformance/cases/commands/addinput-and-dropinput");

function read(name: string): string {
  return readFileSync(join(ADDED, name), "latin1");
}

test("files of addinput are read from their second on, as in the reference", () => {
  const log = read("trace");
  const expected = read("expected")
    .replaceAll(/^@\d+\n/gm, "")
    .replaceAll(/^ /gm, "")
    .replaceAll(" - ", " log ");
  const rules = read("rules.conf").replaceAll(/-$/gm, "log");
  const args = ["--input=log", "--clock=prefix", "--run-commands", "--intcontexts"];
  replay({ rules, log }, args, ({ output, errors }) => {
    assert.equal(output, expected.replaceAll("FILE_EVENT_-", "FILE_EVENT_log"), errors);
  });
});

const ADDING =
  "type=Single\nptype=RegExp\npattern=^add (\\S+) (\\S+)\ndesc=d\naction=addinput $1 $2\n\n" +
  "type=Single\nptype=RegExp\npattern=^drop (\\S+)\ndesc=d\naction=dropinput $1\n\n" +
  "type=Single\nptype=SubStr\npattern=restart\ndesc=d\naction=sigemul HUP\n\n" +
  "type=Single\nptype=RegExp\npattern=(.*)\ndesc=d\naction=write - %u $+{_inputsrc} $1\n";

test("added files are merged by time, one line a round, until they are dropped", () => {
  const log = "@100 add b 0\n@101 x\n@101 y\n@110 z\n@111 drop b\n@130 end\n";
  const b = "@90 early\n@101 b1\nuntimed\n@105 b2\n@120 never\n";
  replay({ rules: ADDING, log, b }, ["--input=log", "--clock=prefix"], ({ output }) => {
    const lines = ["100 b early", "101 b b1", "101 log x", "101 b untimed", "101 log y", "105 b b2"];
    assert.equal(output, [...lines, "110 log z", "130 log end", ""].join("\n"));
  });
});

test("a restart drops added files, and what cannot be added is said", () => {
  const log =
    "@100 add a 3\n@100 add a -\n@100 add log 0\n@100 add c x\n@100 add missing 0\n@101 restart\n@102 on\n";
  const a = "no\n@100 one\n@101 two\n@103 never\n";
  replay({ rules: ADDING, log, a }, ["--input=log", "--clock=prefix", "--debug=3"], ({ output, errors }) => {
    assert.equal(output, "100 a one\n101 a two\n102 log on\n");
    assert.match(errors, /Dynamic input file 'a' already exists/);
    assert.match(errors, /Input file 'log' already exists/);
    assert.match(errors, /Invalid file offset 'x' specified for input file 'c'/);
    assert.match(errors, /Can't open input file missing \(ENOENT/);
  });
});

const STATE =
  "type=Single\nptype=RegExp\npattern=^keep (.*)\ndesc=d\naction=add C $1\n\n" +
  "type=Single\nptype=SubStr\npattern=dump\ndesc=d\naction=sigemul USR1\n";

test("--dump writes the state when sigemul asks for it, and else at the end", () => {
  interface Dumped {
    readonly program: { readonly dumptime: number; readonly startuptime: number };
    readonly contexts: readonly { readonly buffer: readonly string[] }[];
    readonly inputs: Readonly<Record<string, { readonly lines: number }>>;
  }
  const args = ["--input=log", "--dump=dump", "--dumpfjson", "--debug=3"];
  const dumped = (log: string, check: (dump: Dumped) => void): void =>
    replay({ rules: STATE, log }, args, ({ folder, errors }) => {
      assert.equal(errors, "");
      check(JSON.parse(readFileSync(join(folder, "dump"), "latin1")) as Dumped);
    });
  dumped("@100 keep a\n@105 dump\n@110 keep b\n", ({ program, contexts, inputs }) => {
    assert.deepEqual([program.startuptime, program.dumptime], [100, 105]);
    assert.deepEqual(contexts[0]?.buffer, ["a"]);
    assert.equal(inputs["log"]?.lines, 2);
  });
  dumped("@100 keep a\n@110 keep b\n", ({ program, contexts, inputs }) => {
    assert.equal(program.dumptime, 110);
    assert.deepEqual(contexts[0]?.buffer, ["a", "b"]);
    assert.equal(inputs["log"]?.lines, 2);
  });
  replay({ rules: STATE, log: "@100 dump\n" }, ["--input=log", "--debug=3"], ({ folder, errors }) => {
    assert.equal(existsSync(join(folder, "dump")), false);
    assert.equal(errors, "");
  });
});

test("a dump of a replay bears its time with --dumpfts, and goes over no file", () => {
  const log = "@100 dump\n@110 dump\n";
  replay({ rules: STATE, log }, ["--input=log", "--dump=dump", "--dumpfts"], ({ folder }) => {
    assert.ok(existsSync(join(folder, "dump.100")) && existsSync(join(folder, "dump.110")));
  });
  replay({ rules: STATE, log }, ["--input=log", "--dump=dump"], ({ errors }) =>
    assert.match(errors, /Can't write to dumpfile: dump exists\n$/),
  );
});

test("mistakes are said, and end with exit code 2", () => {
  const files = { rules: PRINT, log: "@100 x\n" };
  const mistakes: readonly (readonly [string[], RegExp])[] = [
    [[], /no input/],
    [["--input=missing"], /missing/],
    [["--input=log", "--clock-zone=Nowhere"], /no time zone 'Nowhere'/],
    [["--input=log", "--bufsize=-1"], /--bufsize takes/],
    [["--input=log", "--bogus"], /bogus/],
  ];
  for (const [args, message] of mistakes) {
    replay(files, args, ({ status, errors }) => {
      assert.match(errors, message);
      assert.equal(status, 2);
    });
  }
});

test("faulty rules are reported and left out", () => {
  const faulty = "type=Single\nptype=SubStr\npattern=x\ndesc=d\naction=bogus\n";
  const rules = `${PRINT}\n${faulty}`;
  replay({ rules, log: "@100 x\n" }, ["--input=log"], ({ output, errors }) => {
    assert.equal(output, "100 x\n");
    assert.match(errors, /rules:11:8: Invalid action 'bogus'/);
  });
});
