import { mkdirSync, rmdirSync } from "node:fs";
import type { Run, Script } from "./script.ts";

const script = (run: Run): void => {
  run.shell("printf '#!/bin/sh\\nexit 0\\n' > script; chmod 755 script");
};
const NO_INPUT = "No input, executing";

/** What inputs do in time: `--reopen-timeout`, `--check-timeout`, `--input-timeout`. */
export const TIMEOUTS: readonly Script[] = [
  {
    name: "a file that appears is read from its start, one that could not be opened from its end",
    options: ["--input=d", "--input=e", "--reopen-timeout=1"],
    repeats: true,
    before: (run) => {
      mkdirSync(run.path("d"));
      run.shell("ln -s nowhere e");
    },
    steps: async (run) => {
      await run.started();
      run.append("nowhere", "e1\n");
      await run.output(1);
      const tries = run.logCount("Attempting to (re)open d");
      rmdirSync(run.path("d"));
      run.append("d", "d1\n");
      await run.log("Attempting to (re)open d", tries + 1);
      await run.turn(5);
      run.append("d", "d2\n");
      await run.output(2);
      await run.dump();
    },
  },
  {
    name: "the script is run when there is no input for a time, and when there is some again",
    options: ["--input=a", "--input=b", "--input=c", "--input-timeout=1", "--timeout-script=./script"],
    before: (run) => {
      script(run);
      run.append("a", "");
      run.append("b", "");
    },
    steps: async (run) => {
      await run.log(`${NO_INPUT} script ./script 1 c`);
      run.append("a", "a1\n");
      await run.log("Input received, executing script ./script 0 a");
      await run.log(NO_INPUT, 4);
      run.append("b", "b1\n");
      await run.log("Input received, executing script ./script 0 b");
      await run.log(NO_INPUT, 5);
      run.signal("SIGHUP");
      await run.log(NO_INPUT, 8);
      run.signal("SIGABRT");
      await run.log(NO_INPUT, 9);
      await run.turn();
      await run.dump();
    },
  },
  {
    name: "an input without news is left alone for a time",
    options: ["--input=a", "--input=b", "--check-timeout=2"],
    before: (run) => {
      run.append("a", "");
      run.append("b", "");
    },
    steps: async (run) => {
      await run.started();
      run.append("a", "a1\na2\n");
      run.append("b", "b1\n");
      await run.output(3);
      run.append("b", "b2\n");
      run.append("a", "a3\n");
      await run.output(5);
    },
  },
];
