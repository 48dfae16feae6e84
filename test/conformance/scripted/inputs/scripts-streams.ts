import { rmSync } from "node:fs";
import type { Run, Script } from "./script.ts";

const fifo = (run: Run): void => run.shell("mkfifo f");
const NO_WRITERS = "No writers on input pipe";

/** FIFOs and standard input, and reading to the end of inputs (`--notail`). */
export const STREAMS: readonly Script[] = [
  {
    name: "writers of a FIFO come and go, and may leave a line to be finished by others",
    options: ["--input=f"],
    before: fifo,
    steps: async (run) => {
      await run.started();
      run.shell("printf 'w1\\nw2\\npart' > f");
      await run.output(2);
      run.shell("printf 'ial\\n' > f");
      await run.output(3);
      await run.dump();
      run.signal("SIGHUP");
      await run.log("Opening input file f", 2);
      run.shell("echo w3 > f");
      await run.output(4);
      rmSync(run.path("f"));
      fifo(run);
      await run.log("recreated");
      run.shell("echo w4 > f");
      await run.output(5);
    },
  },
  {
    name: "a FIFO that is only read is opened again when its last writer has gone",
    options: ["--input=f", "--norwfifo"],
    before: fifo,
    steps: async (run) => {
      await run.started();
      run.shell("printf 'w1\\nw2\\npart' > f");
      await run.output(3);
      await run.log(NO_WRITERS);
      await run.turn();
      run.shell("printf 'ial\\n' > f");
      await run.log(NO_WRITERS, 2);
      await run.turn();
      run.shell("echo w3 > f");
      await run.log(NO_WRITERS, 3);
      await run.turn();
      await run.dump();
    },
  },
  {
    name: "what was in a FIFO before is read first",
    options: ["--input=a", "--input=f", "--input=g", "--fromstart"],
    before: (run) => {
      fifo(run);
      run.append("a", "a1\na2\na3\n");
      run.append("g", "g1\ng2\ng3\n");
      run.shell("(exec 7<>f; printf 'f1\\nf2\\n' >&7; sleep 3) > /dev/null 2>&1 &");
    },
    steps: async (run) => {
      await run.output(8);
    },
  },
  {
    name: "with --notail a FIFO is read to the end of its last writer",
    options: ["--input=f", "--norwfifo", "--notail"],
    ends: true,
    before: fifo,
    steps: async (run) => {
      await run.started();
      run.shell("printf 'w1\\nw2\\nno newline' > f");
    },
  },
  {
    name: "with --notail files are read to their end, also a last line without newline",
    options: ["--input=a", "--input=b", "--input=c", "--input=/proc/version", "--notail"],
    ends: true,
    before: (run) => {
      run.append("a", "a1\na2\nno newline");
      run.append("b", "b1\n\nb3");
    },
    steps: async () => {},
  },
  {
    name: "with --notail also added files are read to their end",
    options: ["--input=a", "--notail"],
    ends: true,
    before: (run) => {
      run.append("a", "add b 0\nadd c\nx\n");
      run.append("b", "b1\nb2\nb3");
      run.append("c", "c1\n");
    },
    steps: async () => {},
  },
  {
    name: "with --notail and no input at all there is an end",
    options: ["--input=missing", "--reopen-timeout=1", "--notail"],
    ends: true,
    steps: async () => {},
  },
  {
    name: "standard input is read to its end with --notail, also a last line without newline",
    options: ["--input=-=STDIN", "--input=b", "--notail"],
    ends: true,
    stdin: { shell: "echo s1; sleep 0.5; echo s2; printf part" },
    before: (run) => run.append("b", "b1\n"),
    steps: async () => {},
  },
  {
    name: "standard input goes on over HUP and ABRT until it ends, and is not opened again",
    options: ["--input=-", "--input=b"],
    stdin: { shell: "echo s1; until [ -e go ]; do sleep 0.05; done; printf 's2\npart'" },
    before: (run) => run.append("b", ""),
    steps: async (run) => {
      await run.output(1);
      run.signal("SIGHUP");
      await run.log("Opening input file b", 2);
      run.signal("SIGABRT");
      await run.log("Opening input file b", 3);
      run.append("go", "");
      await run.output(3);
      await run.log(NO_WRITERS);
      await run.dump();
      run.signal("SIGHUP");
      await run.log(NO_WRITERS, 2);
      await run.dump();
    },
  },
  {
    name: "standard input that is a file is followed from where it is",
    options: ["--input=-", "--fromstart"],
    stdin: { file: "a" },
    before: (run) => run.append("a", "a1\na2\npart"),
    steps: async (run) => {
      await run.output(2);
      run.append("a", "more\n");
      await run.output(3);
      await run.dump();
      run.signal("SIGHUP");
      await run.log("Opening input file -", 2);
      run.append("a", "x\n");
      await run.output(4);
    },
  },
  {
    name: "standard input that is a file is followed from its end",
    options: ["--input=-"],
    stdin: { file: "a" },
    before: (run) => run.append("a", "a1\npart"),
    steps: async (run) => {
      await run.started();
      run.append("a", "more\n");
      await run.output(1);
    },
  },
  {
    name: "standard input that is nothing is a pipe without writers",
    options: ["--input=-", "--reopen-timeout=1"],
    steps: async (run) => {
      await run.log("Attempting");
      await run.log(NO_WRITERS, 2);
      await run.dump();
    },
  },
  {
    name: "standard input may be added and dropped",
    options: ["--input=b"],
    stdin: { shell: "echo s1; until [ -e go ]; do sleep 0.05; done; printf 's2\npart'" },
    before: (run) => run.append("b", ""),
    steps: async (run) => {
      await run.started();
      run.append("b", "add - 0 S\n");
      await run.output(1);
      run.append("go", "");
      await run.output(3);
      await run.log(NO_WRITERS);
      run.append("b", "drop -\nend\n");
      await run.output(4);
    },
  },
];
