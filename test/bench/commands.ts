import { PROGRAMS, RunningProgram } from "../conformance/scripted/program.ts";

/*
 * How fast commands are started, against the reference in the same run: node test/bench/commands.ts. The
 * time is that from the first event until the last command has run.
 */
const COMMANDS = 2000;
const ACTIONS = {
  "shellcmd, started directly": "shellcmd /bin/true $1",
  "shellcmd, through a shell": 'shellcmd : "$1"',
  "pipe to a command": "pipe '$1' /bin/cat > /dev/null",
  "spawn, one line each": "spawn /bin/echo from $1",
} as const;

async function measure(program: readonly string[], action: string): Promise<number> {
  const rules =
    `type=single\nptype=regexp\npattern=^c (\\d+)\ndesc=d\naction=${action}\n\n` +
    "type=single\nptype=substr\npattern=last\ndesc=d\naction=shellcmd touch done\n";
  const running = new RunningProgram(program, { rules, options: ["--debug=4"] }, () => {});
  try {
    await running.logged(/^Opening input file/);
    const start = performance.now();
    for (let command = 1; command <= COMMANDS; command += 1) running.event(`c ${command}`);
    running.event("last");
    await running.exists("done");
    return COMMANDS / ((performance.now() - start) / 1000);
  } finally {
    await running.remove();
  }
}

for (const [name, action] of Object.entries(ACTIONS)) {
  const reference = await measure(PROGRAMS.reference, action);
  const ours = await measure(PROGRAMS.ours, action);
  const ratio = (ours / reference).toFixed(2);
  console.log(`${name}: ${ours.toFixed(0)}/s, reference ${reference.toFixed(0)}/s, ratio ${ratio}`);
}
