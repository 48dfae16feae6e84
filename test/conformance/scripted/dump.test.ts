import assert from "node:assert/strict";
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { compareInRealTime } from "./attempts.ts";
import { PROGRAMS, RunningProgram } from "./program.ts";

const counting = (fields: string): string => `${fields}\nwindow=60\nthresh=3\n\n`;

/** Rules of all types that start operations, with everything in them that a dump shows. */
const RULES = [
  "type=single\nptype=regexp\npattern=^ctx (\\S+)\nvarmap=M; who=1\ncontinue=takenext\ndesc=ctx $1\n" +
    "action=create C_$1 60 (logonly gone $1; none); add C_$1 line %s; alias C_$1 A_$1; event 30 later $1; " +
    "assign %v value of $1; spawn /bin/sleep 30; getsize %n C_$1; exists %e C_$1; varset %m M; " +
    'assign %a 7; eval %two (1 + 1); eval %text ("2"); eval %yes (1 == 1); eval %no (1 == 2); ' +
    "eval %large (10**20); eval %small (1e-7); eval %exact (2**56 - 1); eval %part (0.5); " +
    "eval %f (sub { 1 }); " +
    "lcall %three -> (sub { 3 })\n\n",
  counting("type=singlewiththreshold\nptype=regexp\npattern=^thr (\\S+)\ndesc=thr $1\naction=write - thr $1"),
  "type=pair\nptype=regexp\npattern=^open (\\S+)\ndesc=open $1\naction=none\nptype2=regexp\n" +
    "pattern2=^close $1 (\\S+)\ncontext2=C_$1\ndesc2=close $1 %1\naction2=logonly %1\nwindow=100\n\n",
  "type=singlewith2thresholds\nptype=substr\npattern=two\ncontext=!NO && (A || !B)\ndesc=two\naction=none\n" +
    "window=60\nthresh=1\ndesc2=two over\naction2=none\nwindow2=30\nthresh2=0\n\n",
  "type=eventgroup2\nptype=regexp\npattern=^ga (\\d)\ncount=logonly $1\nthresh=2\nptype2=nregexp2\n" +
    "pattern2=^[^g]\ncontinue2=endmatch\ncount2=none\ndesc=group\naction=none\nmultact=yes\nwindow=50\n\n",
  "type=eventgroup2\nptype=regexp\npattern=^ga\ncontinue=takenext\nptype2=substr\npattern2=x\n" +
    "egptype=substr\negpattern=1 2\ndesc=tokens\naction=none\nwindow=50\nthresh=2\n\n",
  "type=eventgroup\nptype=regexp\npattern=^gt (.*)\ncount=none\ninit=logonly i $1\nend=none\nslide=none\n" +
    "egptype=regexp\negpattern=1 1\negtoken=x$1\ndesc=eg\naction=none\nwindow=50\nthresh=3\n\n",
  "type=eventgroup\nptype=substr\npattern=crossed\ndesc=crossed\naction=none\nwindow=50\nthresh=1\n\n",
  "type=pairwithwindow\nptype=regexp\npattern=^pw\ndesc=pw\naction=none\nptype2=substr\npattern2=foo\n" +
    "desc2=x\naction2=none\nwindow=30\ncontinue2=takenext\n\n",
  "type=singlewithsuppress\nptype=regexp3\npattern=^sup\\n.*\\n\ncontinue=goto end\ndesc=sup\naction=none\n" +
    "window=30\n\n",
  "type=singlewithscript\nptype=regexp\npattern=^scr\nscript=/bin/sleep 30\ndesc=scr\naction=none\n\n",
  counting(
    "type=singlewiththreshold\nptype=regexp\npattern=^acts (\\S+)\ndesc=acts\naction=create D; set D 50; " +
      "event later; event 5 more $1; tevent 5 tee; write - a (b; c); if %x ( none; logonly %y ) else " +
      "( none ); while %z ( break ); call %p %q a b; shellcmd /bin/echo $1 ; cspawn CTX /bin/true; " +
      "cmdexec /bin/a b $1; " +
      "reset +1 abc; reset 0; getwpos %w -1 x; pipe 'abc $1' /bin/cat; pipe '%s'; report C_$1 /bin/cat; " +
      "rewrite 2 hello; varset %v M; sigemul USR2; shift D %w; addinput /f 5 C; assignsq %a b; copy D %a; " +
      "empty D; free %z; udpsock h:1 text; add C_$1; fill D; exists %a D; setltime D 5",
  ),
  counting("type=singlewiththreshold\nptype=tvalue\npattern=true\ncontext=[ T ]\ndesc=tv\naction=logonly"),
  counting("type=singlewiththreshold\nptype=nsubstr3\npattern=foo\ncontext=N\ndesc=ns\naction=logonly; none"),
  "type=suppress\nptype=regexp\npattern=^nothing\n\nlabel=end\n\ntype=jump\nptype=substr\npattern=j\n" +
    "cfset=a b\n\n",
].join("");

const EVENTS = [
  "ctx joe",
  "thr a",
  "thr a",
  ...Array<string>(4).fill("thr b"),
  "crossed",
  "open q",
  "two",
  "ga 1",
  "gt 5",
  "pw",
  "acts 1",
  "sup",
  "scr",
];

/** Runs a program up to a dump of its state. */
async function dumpOf(command: readonly string[], options: readonly string[]): Promise<string> {
  const setting = { rules: RULES, options: ["--dump=dump", "--input=missing", ...options] };
  const program = new RunningProgram(command, setting, () => {});
  try {
    for (const event of EVENTS) program.event(event);
    // That of the first event, and that of the last.
    for (const _ of ["spawn", "script"]) {
      await program.logged(/^Child .* created for command '\/bin\/sleep 30'/);
    }
    program.child.kill("SIGUSR1");
    await program.logged(/^Dump to dump completed/);
    // Its commands end with it, and with them what it has for standard output.
    program.child.kill("SIGTERM");
    await program.end();
    return program.read("dump");
  } finally {
    await program.remove();
  }
}

/** What the two programs cannot have in common. */
function blurred(text: string): string {
  return (
    text
      .replace(/\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}/g, "DATE")
      .replace(/"?\b17\d{8}\b"?|"?\b18\d{8}\b"?/g, "TIME")
      .replace(/[\d.]+(?= seconds of CPU)/g, "N")
      .replace(/CODE\(0x[0-9a-f]+\)/g, "CODE")
      .replace(/pipe %s ;/g, "pipe %s;")
      .replace(/SEC \(Simple Event Correlator\)[^"\n]*/g, "VERSION")
      .replace(/^(%\.(?:sec|min|hmsstr|hour) = ).*/gm, "$1")
      .replace(/^((?:User|System|Child user|Child system|Run) time: )[\d.]+/gm, "$1")
      .replace(/\b(?:PID: |"pid": "?|")\d+("?,|":|$)/gm, "PID")
      // Their order is that of a Perl hash.
      .replace(/^Supplementary group IDs:.*/m, "")
  );
}

/** The text without the environment, and what has no order as a sorted list. */
function sections(text: string): readonly string[] {
  return (
    blurred(text)
      .replace(/^Environment:[^]*?^\n/m, "")
      .replace(/^={60}$/gm, "\n")
      .split(/^-{60}\n|\n\n/m)
      .map((part) => part.trim())
      // The names of a context have no order.
      .map((part) => (part.startsWith("Context Name") ? part.split("\n").toSorted().join("\n") : part))
      .filter((part) => part !== "")
      .toSorted()
  );
}

type Dump = Record<string, Record<string, unknown>>;

function comparableJson(text: string): readonly string[] {
  const dump = JSON.parse(text) as Dump;
  const { program, perf, contexts, children, variables, ...others } = dump;
  return blurred(
    JSON.stringify(
      sorted({
        ...others,
        env: {},
        program,
        perf: Object.keys(perf ?? {}),
        // Newer versions of the reference tell the times of stored lines too.
        contexts: (contexts as unknown as Record<string, unknown>[]).map(
          ({ times: _times, name, ...context }) => ({
            ...context,
            name: (name as string[]).toSorted(),
          }),
        ),
        children: Object.values(children ?? {}).map((child) => ({ ...(child as object), pid: 0 })),
        variables: Object.fromEntries(
          Object.entries(variables ?? {}).filter(([name]) => !/^[ut]$|^\.(?:sec|min|hour|hms)/.test(name)),
        ),
      }),
      undefined,
      1,
    ),
  ).split("\n");
}

/** Keys and lists in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      // Times differ, and would decide the order.
      .map(([key, inner]) => [key, key === "cputime" ? "N" : sorted(inner)]),
  );
}

for (const options of [[], ["--intcontexts", "--jointbuf", "--bufsize=3", "--ruleperf"]]) {
  test(`a dump tells what the reference tells: ${options.join(" ")}`, async (context) => {
    await compareInRealTime(context, async () => {
      const [ours, reference] = await Promise.all([
        dumpOf(PROGRAMS.ours, options),
        dumpOf(PROGRAMS.reference, options),
      ]);
      assert.deepEqual(sections(ours), sections(reference));
    });
  });

  test(`a dump in JSON tells what the reference tells: ${options.join(" ")}`, async (context) => {
    await compareInRealTime(context, async () => {
      const [ours, reference] = await Promise.all([
        dumpOf(PROGRAMS.ours, [...options, "--dumpfjson"]),
        dumpOf(PROGRAMS.reference, [...options, "--dumpfjson"]),
      ]);
      assert.deepEqual(comparableJson(ours), comparableJson(reference));
    });
  });
}

test("a dump goes neither through a link nor over a file, and is for its owner only", async () => {
  const program = new RunningProgram(
    PROGRAMS.ours,
    { rules: RULES, options: ["--dump=dump", "--dumpfts"] },
    (folder) => {
      symlinkSync("target", `${folder}/dump`);
    },
  );
  try {
    await program.logged(/^Opening input file/);
    program.child.kill("SIGUSR1");
    const record = await program.logged(/^Dump to dump\.\d+ completed/);
    const name = /dump\.\d+/.exec(record)![0];
    assert.equal(lstatSync(program.path(name)).mode & 0o777, 0o600);
    assert.equal(existsSync(program.path("target")), false);
  } finally {
    await program.remove();
  }
  for (const prepare of [
    (folder: string) => symlinkSync("target", `${folder}/dump`),
    (folder: string) => writeFileSync(`${folder}/dump`, "mine"),
  ]) {
    const other = new RunningProgram(PROGRAMS.ours, { rules: RULES, options: ["--dump=dump"] }, prepare);
    try {
      await other.logged(/^Opening input file/);
      other.child.kill("SIGUSR1");
      await other.logged(/^Can't write to dumpfile: dump exists/);
      assert.equal(existsSync(other.path("target")), false);
      if (!lstatSync(other.path("dump")).isSymbolicLink()) {
        assert.equal(readFileSync(other.path("dump"), "latin1"), "mine");
      }
    } finally {
      await other.remove();
    }
  }
});
