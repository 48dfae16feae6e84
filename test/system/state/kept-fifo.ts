import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { TestContext } from "node:test";
import { KeptProgram } from "./program.ts";

/** Keeps each line in a context, and writes it to the file `lines`. */
const RULES = `type=Single
ptype=RegExp
pattern=^(.*)$
desc=line
action=add KEPT $1; write lines $1
`;
export const SPOOL = "state.spool";
/** Nothing is committed while a test goes on. */
export const NO_COMMIT = "-state-interval=60000";

/** The program with a FIFO, and who writes to it. */
export interface KeptFifo {
  readonly program: KeptProgram;
  write(text: string): void;
}

/** The program with a FIFO that nobody has open. */
export function withFifo(context: TestContext): KeptProgram {
  const program = new KeptProgram(RULES);
  execFileSync("mkfifo", [program.path("fifo")]);
  context.after(async () => {
    await program.end("SIGKILL");
    // A test may have put a small disk there.
    spawnSync("umount", ["-l", program.path(SPOOL)]);
    program.remove();
  });
  return program;
}

/** The program with a FIFO that somebody always has open. */
export function withOpenFifo(context: TestContext): KeptFifo {
  const program = withFifo(context);
  const descriptor = openSync(program.path("fifo"), constants.O_RDWR);
  context.after(() => closeSync(descriptor));
  return { program, write: (text) => writeSync(descriptor, text) };
}
