import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { Run, Script } from "./script.ts";

const old = (run: Run): void => run.append("a", "old\n");
const TRUNCATED = "has been truncated";
const RECREATED = "has been recreated";

/** How files are followed when they are rotated, truncated, removed and made anew. */
export const FOLLOWING: readonly Script[] = [
  {
    name: "a file that is renamed is read on until there is a new one of its name",
    options: ["--input=a"],
    before: old,
    steps: async (run) => {
      await run.started();
      run.append("a", "n1\n");
      await run.output(1);
      renameSync(run.path("a"), run.path("a.1"));
      await run.turn();
      run.append("a.1", "late\n");
      await run.output(2);
      run.append("a", "n2\n");
      await run.output(3);
      run.append("a", "n3\n");
      await run.output(4);
      await run.dump();
    },
  },
  {
    name: "lines that were not read when a file was renamed come before those of the new file",
    options: ["--input=a", "--poll-timeout=1"],
    before: old,
    steps: async (run) => {
      await run.started();
      run.append("a", "l1\nl2\nl3\n");
      renameSync(run.path("a"), run.path("a.1"));
      run.append("a", "n1\nn2\n");
      await run.output(5);
    },
  },
  {
    name: "a file that becomes shorter is read from its start",
    options: ["--input=a"],
    before: old,
    steps: async (run) => {
      await run.started();
      run.append("a", "n1\n");
      await run.output(1);
      writeFileSync(run.path("a"), "");
      await run.log(TRUNCATED);
      run.append("a", "n2\nn3\n");
      await run.output(3);
      writeFileSync(run.path("a"), "");
      await run.log(TRUNCATED, 2);
      run.append("a", "n4\n");
      await run.output(4);
      await run.dump();
    },
  },
  {
    name: "a file that was removed is read on, and another one of its name is read from its start",
    options: ["--input=a"],
    before: old,
    steps: async (run) => {
      await run.started();
      run.append("a", "n1\n");
      await run.output(1);
      run.shell("exec 7>>a; rm a; echo gone >&7");
      await run.output(2);
      run.append("a", "n2\n");
      await run.output(3);
      await run.log(RECREATED);
      run.append("a", "n3\n");
      await run.output(4);
    },
  },
  {
    name: "a symbolic link that names another file makes that file be read from its start",
    options: ["--input=a"],
    before: (run) => {
      run.append("t1", "old\n");
      run.append("t2", "other\n");
      symlinkSync("t1", run.path("a"));
    },
    steps: async (run) => {
      await run.started();
      run.append("t1", "n1\n");
      await run.output(1);
      run.shell("ln -sfn t2 a");
      await run.output(2);
      run.append("t2", "n2\n");
      await run.output(3);
    },
  },
  {
    name: "a regular file may become a FIFO, and a FIFO a regular file",
    options: ["--input=a", "--input=f"],
    before: (run) => {
      old(run);
      run.shell("mkfifo f");
    },
    steps: async (run) => {
      await run.started();
      rmSync(run.path("a"));
      run.shell("mkfifo a");
      await run.log("a has been recreated");
      run.shell("timeout 10 sh -c 'echo x1 > a'");
      await run.output(1);
      rmSync(run.path("f"));
      run.append("f", "y1\n");
      await run.output(2);
      run.append("f", "y2\n");
      await run.output(3);
      await run.dump();
    },
  },
  {
    name: "a line is a line when it is finished",
    options: ["--input=a", "--input=b"],
    before: (run) => {
      old(run);
      run.append("b", "old\nunfinished");
    },
    steps: async (run) => {
      await run.started();
      run.append("a", "part");
      await run.turn();
      run.append("a", "ial");
      run.append("b", " end\n");
      await run.output(1);
      await run.dump();
      run.append("a", " line\n");
      await run.output(2);
    },
  },
  {
    name: "carriage returns, NUL and high bytes are as they were, and empty lines are lines",
    options: ["--input=a", "--fromstart"],
    before: (run) => run.append("a", "a1\r\nx\0y\n\r\n\n\xff\xc0\n\xe2\x82\xac\x85\xa0\n"),
    steps: async (run) => {
      await run.output(6);
    },
  },
  {
    name: "an absent file is opened by ABRT, at its end",
    options: ["--input=a"],
    steps: async (run) => {
      await run.started();
      run.append("a", "n1\n");
      await run.turn(2);
      run.signal("SIGABRT");
      await run.log("Opening input file a", 2);
      run.append("a", "n2\n");
      await run.output(1);
      await run.dump();
    },
  },
  {
    name: "a directory, a socket, a device and a missing file are no input",
    options: ["--input=d", "--input=s", "--input=/dev/null", "--input=missing", "--input=no*ne", "--input=a"],
    before: (run) => {
      old(run);
      mkdirSync(run.path("d"));
      run.shell("perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => \"s\", Listen => 1) or die'");
    },
    steps: async (run) => {
      await run.started();
      run.append("a", "n1\n");
      await run.output(1);
      await run.dump();
    },
  },
  {
    name: "a file whose reading fails is closed",
    options: ["--input=/proc/self/mem", "--fromstart"],
    steps: async (run) => {
      await run.log("IO error");
      await run.dump();
    },
  },
  {
    name: "a file of the kernel has no end to begin at",
    options: ["--input=/proc/version"],
    steps: async (run) => {
      await run.log("Can't seek");
      await run.dump();
    },
  },
  {
    name: "messages have their levels",
    options: ["--input=a", "--input=b", "--input=d", "--debug=4"],
    before: (run) => {
      run.append("a", "");
      mkdirSync(run.path("d"));
    },
    steps: async (run) => {
      await run.started();
      run.append("a", "add x 0\ndrop y\nadd a\nadd a 5\nend\n");
      await run.output(1);
      writeFileSync(run.path("a"), "");
      await run.log("truncated");
      run.append("b", "");
      run.append("x", "1\n");
      run.append("a", "drop x\nadd x 7\nend\n");
      await run.output(2);
    },
  },
];
