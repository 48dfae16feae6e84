import { appendFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { KeptProgram } from "./program.ts";

const RULES = `type=Single
ptype=SubStr
pattern=go
desc=go
action=create GOING 3; event tick

type=Single
ptype=SubStr
pattern=tick
context=GOING
desc=tick
action=event tick

type=Single
ptype=RegExp
pattern=^(.*)$
desc=$1
action=write lines $1
`;

test("events that go on until a context is over end after a restart as well", async (context) => {
  const program = new KeptProgram(RULES);
  context.after(async () => {
    await program.end("SIGKILL");
    program.remove();
  });
  await program.start("-state-interval=20");
  program.feed("go");
  await pause(1000);
  await program.end("SIGKILL");
  appendFileSync(program.path("in"), "line\n");
  await program.start("-state-interval=20");
  await program.written("lines", "line");
});
