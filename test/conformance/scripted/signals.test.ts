import { renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sameAsReference } from "./compare.ts";
import { eventually, type RunningProgram } from "./program.ts";

const single = (pattern: string, action: string, more = ""): string =>
  `type=single\nptype=regexp\npattern=${pattern}\n${more}desc=d $0\naction=${action}\n\n`;

const threshold = (word: string): string =>
  `type=singlewiththreshold\nptype=regexp\npattern=^${word}\ndesc=${word}\naction=write out ${word}\n` +
  "window=60\nthresh=2\n\n";

/** Writes what comes to a file, so that a script can wait for it. */
const SHOW = single("^(?!t\\d)(.*)", "write out $1 %a");
const STATE = single("^set (.*)", "create C 100 (write out gone); assign %a $1", "continue=takenext\n");

/** A command that ends without a word when it gets SIGTERM. */
const ENDS_WELL = "shellcmd (trap 'exit 0' TERM; sleep 5 & wait)";

/** Sends an event, and waits until its effect is in a file. */
async function shown(program: RunningProgram, event: string, pattern = new RegExp(`^${event}`, "m")) {
  program.event(event);
  await program.holds("out", pattern);
}

async function signal(program: RunningProgram, name: NodeJS.Signals, answer: RegExp): Promise<void> {
  program.child.kill(name);
  await program.logged(answer);
}

/** Gives a file a time of its own, so that it counts as modified. */
function rewrite(program: RunningProgram, name: string, text: string, seconds: number): void {
  writeFileSync(program.path(name), text);
  utimesSync(program.path(name), seconds, seconds);
}

sameAsReference("HUP forgets all state, reads the rules again, and ends children", {
  rules: STATE + single("^run", ENDS_WELL) + threshold("t1") + SHOW,
  options: ["--intevents", "--conf=other"],
  prepare: (folder) => writeFileSync(join(folder, "other"), threshold("t2")),
  files: ["out"],
  async drive(program) {
    await shown(program, "set x");
    program.event("t1");
    program.event("t2");
    program.event("run");
    await program.logged(/^Child .* created/);
    rewrite(program, "other", threshold("t3"), 1_000_000);
    await signal(program, "SIGHUP", /^SIGHUP received/);
    await program.logged(/SEC_RESTART/);
    program.event("t1");
    program.event("t3");
    program.event("t3");
    await shown(program, "end");
  },
});

sameAsReference("ABRT keeps state, and the operations of files that were not modified", {
  rules: STATE + threshold("t1") + SHOW,
  options: ["--intevents", "--conf=changed kept gone new*"],
  prepare(folder) {
    for (const [name, word] of [
      ["changed", "t2"],
      ["kept", "t3"],
      ["gone", "t4"],
    ]) {
      writeFileSync(join(folder, name!), threshold(word!));
    }
  },
  files: ["out"],
  async drive(program) {
    await shown(program, "set x");
    for (const event of ["t1", "t2", "t3", "t4"]) program.event(event);
    await shown(program, "ready");
    rewrite(program, "changed", threshold("t2"), 1_000_000);
    rmSync(program.path("gone"));
    writeFileSync(program.path("new"), threshold("t5"));
    await signal(program, "SIGABRT", /^SIGABRT received/);
    await program.logged(/SEC_SOFTRESTART/);
    for (const event of ["t1", "t2", "t3", "t4", "t5", "t5"]) program.event(event);
    await shown(program, "end");
  },
});

sameAsReference("USR2 opens the log and outputs again", {
  rules: SHOW,
  options: ["--intevents"],
  files: ["out", "out.1"],
  async drive(program) {
    await shown(program, "one");
    renameSync(program.path("out"), program.path("out.1"));
    program.event("two");
    await program.holds("out.1", /^two/m);
    await signal(program, "SIGUSR2", /^SIGUSR2 received/);
    await program.logged(/Deleting SEC internal context/);
    await shown(program, "three");
  },
});

sameAsReference("INT raises the level of the log, and begins again", {
  rules: SHOW,
  options: ["--debug=4"],
  files: ["out"],
  async drive(program) {
    for (const level of [5, 6, 1, 2]) {
      await signal(program, "SIGINT", new RegExp(`^1 SIGINT.* to ${level}$`));
      await shown(program, `event${level}`);
    }
  },
});

sameAsReference("TERM tells rules, and ends children", {
  rules: single("^SEC_SHUTDOWN", "write out down") + single("^run", "spawn exec sleep 30") + SHOW,
  options: ["--intevents", "--tail"],
  files: ["out"],
  async drive(program) {
    await shown(program, "one");
    program.event("run");
    await program.logged(/^Child .* created/);
    program.child.kill("SIGTERM");
    await program.holds("out", /^down/m);
  },
});

sameAsReference("options are read again at HUP, from the resource file", {
  rules: threshold("t1") + SHOW,
  environment: { SECRC: "secrc" },
  prepare: (folder) => writeFileSync(join(folder, "secrc"), "--debug=5\n"),
  files: ["out", "log2"],
  async drive(program) {
    await shown(program, "one");
    writeFileSync(program.path("secrc"), "--debug=6\n--intevents\n--jointbuf\n");
    await signal(program, "SIGHUP", /SEC_RESTART/);
    await shown(program, "two");
  },
});

sameAsReference("signals that an action emulates come after the line", {
  rules: single("^(USR2|ABRT|HUP|INT)", "sigemul $1; write out after $1") + SHOW,
  options: ["--intevents"],
  files: ["out"],
  async drive(program) {
    for (const name of ["USR2", "ABRT", "INT", "HUP"]) {
      program.event(name);
      await program.holds("out", new RegExp(`^after ${name}`, "m"));
      // The reference loses what it has read and not matched when it is restarted.
      await eventually("the reaction", () => /^SEC_RESTART/m.test(program.read("out")) || name !== "HUP");
    }
    await shown(program, "end");
  },
});
