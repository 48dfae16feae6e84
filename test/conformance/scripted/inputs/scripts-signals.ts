import { rmSync } from "node:fs";
import type { Run, Script } from "./script.ts";

function touch(run: Run, ...names: readonly string[]): void {
  for (const name of names) run.append(name, "");
}

/** Three files that are read from their start; the second line of the first is a signal. */
const threeFiles = (signal: string) => (run: Run) => {
  run.append("a", `a1\n${signal}\na3\na4\n`);
  run.append("b", "b1\nb2\nb3\n");
  run.append("c", "c1\nc2\nc3\n");
};
const THREE = ["--input=a", "--input=b", "--input=c", "--fromstart"];

function addNew(run: Run): void {
  for (const name of ["a", "b", "c"]) run.append(name, `${name}new\n`);
}

/** What signals do to inputs, and the actions that add and drop them. */
export const SIGNALS: readonly Script[] = [
  {
    name: "HUP opens all files at their end, evaluates patterns anew and drops added files",
    options: ["--input=a*=CTX", "--input=b"],
    before: (run) => touch(run, "a1", "a2", "b", "c"),
    steps: async (run) => {
      await run.started();
      run.append("a1", "add c\nadd d 0 DC\nx1\n");
      await run.output(1);
      run.append("c", "c1\n");
      await run.output(2);
      await run.dump();
      touch(run, "a3");
      rmSync(run.path("a2"));
      run.append("b", "unfinished");
      await run.turn();
      run.signal("SIGHUP");
      await run.log("Opening input file b", 2);
      run.append("a1", "x2\n");
      run.append("a3", "x3\n");
      run.append("b", "x4\n");
      run.append("c", "c2\n");
      await run.output(5);
      await run.dump();
    },
  },
  {
    name: "ABRT opens what is not open, keeps the others and added files, and drops what no pattern names",
    options: ["--input=a*"],
    before: (run) => touch(run, "a", "b"),
    steps: async (run) => {
      await run.started();
      run.append("a", "add b 0\nadd c 0 CC\npart");
      await run.turn();
      touch(run, "ab");
      run.append("c", "c1\n");
      run.signal("SIGABRT");
      await run.log("Opening input file c", 1);
      run.append("a", "x1\n");
      run.append("ab", "x2\n");
      run.append("b", "x3\n");
      run.append("c", "c2\n");
      await run.output(4);
      rmSync(run.path("ab"));
      run.signal("SIGABRT");
      await run.log("Opening input file c", 2);
      await run.dump();
    },
  },
  {
    name: "ABRT with --nokeepopen opens all files at their end",
    options: ["--input=a*", "--nokeepopen", "--fromstart"],
    before: (run) => run.append("a", "a1\n"),
    steps: async (run) => {
      await run.output(1);
      run.append("a", "part");
      await run.turn();
      run.append("ab", "b1\n");
      run.signal("SIGABRT");
      await run.log("Opening input file ab");
      run.append("a", "a2\n");
      run.append("ab", "b2\n");
      await run.output(3);
      await run.dump();
    },
  },
  {
    name: "HUP in the middle of a round voids what is left of it",
    options: THREE,
    before: threeFiles("HUP"),
    steps: async (run) => {
      await run.log("SIGHUP");
      await run.turn();
      addNew(run);
      await run.output(7);
    },
  },
  {
    name: "ABRT in the middle of a round does not, unless files are opened anew",
    options: THREE,
    before: threeFiles("ABRT"),
    steps: async (run) => {
      await run.output(10);
      addNew(run);
      await run.output(13);
      await run.dump();
    },
  },
  {
    name: "ABRT with --nokeepopen in the middle of a round voids what is left of it",
    options: [...THREE, "--nokeepopen"],
    before: threeFiles("ABRT"),
    steps: async (run) => {
      await run.log("SIGABRT");
      await run.turn();
      addNew(run);
      await run.output(7);
    },
  },
  {
    name: "each input gives one line a round, in the order of names, read before any of them is matched",
    options: THREE,
    before: (run) => {
      run.append("a", "w b hello\na2\n");
      touch(run, "b");
      run.append("c", "c1\nc2\n");
    },
    steps: async (run) => {
      await run.output(4);
    },
  },
  {
    name: "an input that is dropped in the middle of a round gives no further line",
    options: ["--input=a", "--fromstart"],
    before: (run) => {
      run.append("a", "add b 0\nadd c 0\na3\ndrop c\na5\na6\n");
      run.append("b", "b1\nb2\nb3\n");
      run.append("c", "c1\nc2\nc3\nc4\n");
    },
    steps: async (run) => {
      await run.output(7);
    },
  },
  {
    name: "the size of blocks decides which input has a line first",
    options: ["--input=a", "--input=b", "--blocksize=4", "--fromstart"],
    before: (run) => {
      run.append("a", "a12345678\na2\na3\n");
      run.append("b", "b1\nb2\nb3\n");
    },
    steps: async (run) => {
      await run.output(6);
      await run.dump();
    },
  },
  {
    name: "a line longer than many blocks is one line",
    options: ["--input=a", "--input=b", "--fromstart"],
    before: (run) => {
      run.append("a", `${"x".repeat(100_000)}\na2\n`);
      run.append("b", Array.from({ length: 20 }, (_, number) => `b${number}\n`).join(""));
    },
    steps: async (run) => {
      await run.output(22);
    },
  },
  {
    name: "files are added at an offset, at their end, before they exist, and not twice",
    options: ["--input=a"],
    before: (run) => {
      touch(run, "a", "e");
      run.append("b", "b1\nb2\nb3\n");
      run.shell("mkfifo f; mkdir d");
    },
    steps: async (run) => {
      await run.started();
      run.append("a", "add b 4\n");
      await run.output(2);
      run.append(
        "a",
        "add b 0\nadd b xx\nadd a 0\nadd q xx\nadd q -5\nadd q 1.5\ndrop b\ndrop b\ndrop a\nadd b 9 CB\n",
      );
      await run.log("seeking offset '9'");
      run.append("b", "b4\n");
      await run.output(3);
      run.append("a", "drop b\nadd b 100\nadd missing 0\nadd e* 0\nadd e 02\nadd d\nadd f 5\n");
      await run.log("'f' and seeking");
      run.shell("echo from fifo > f");
      await run.output(4);
      run.append("e", "e1\n");
      await run.output(5);
      run.shell("mv b b.1; echo anew > b");
      await run.output(6);
      await run.dump();
    },
  },
  {
    name: "an added file that appears later is read from its start when it is opened again",
    options: ["--input=a", "--reopen-timeout=1"],
    before: (run) => touch(run, "a"),
    steps: async (run) => {
      await run.started();
      run.append("a", "add b 4\nadd c\n");
      await run.log("Opening input file 'c'");
      run.append("b", "b1\nb2\n");
      await run.output(2);
      run.append("c", "c1\n");
      await run.output(3);
    },
  },
  {
    name: "patterns are Perl's, the last one that names a file gives its context, and links are inputs",
    options: [
      "--input=b*",
      "--input=a*=AC",
      "--input={a,c}1=X",
      "--input=a1",
      "--input=[c]1=C",
      "--input=q=Y=Z",
      "--input=r=",
      "--input==s",
      "--input=x y=XY",
    ],
    before: (run) => {
      touch(run, "a1", "a2", "B1", "b1", "b2", "c1", "a10", "c10", "q=Y", "r=", "=s", "x", "y", ".b3");
      run.shell("ln -s a1 b3; ln b1 b4");
    },
    steps: async (run) => {
      await run.started();
      for (const name of ["a1", "a2", "B1", "b2", "c1", "q=Y", "r=", "=s", "x", "y"]) {
        const before = run.outputCount;
        run.append(name, `line of ${name}\n`);
        if (!["B1"].includes(name)) await run.output(before + 1);
      }
      await run.turn();
      await run.dump();
    },
  },
];
