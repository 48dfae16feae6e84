import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sameAsReference } from "./compare.ts";
import type { RunningProgram } from "./program.ts";

/** A rule that runs an action list for each event that begins with a word. */
function rule(word: string, action: string): string {
  return `type=single\nptype=regexp\npattern=^${word}\\b ?(\\S*) ?(.*)\ndesc=d\naction=${action}\n\n`;
}

/** Sends events one after the other, each when what belongs to the one before is logged. */
async function events(program: RunningProgram, steps: readonly (readonly [event: string, log: RegExp])[]) {
  for (const [event, log] of steps) {
    program.event(event);
    await program.logged(log);
  }
}

sameAsReference("files are written in order, and what cannot be written is logged", {
  rules:
    rule("w", "write $1 $2") +
    rule("n", "writen $1 $2") +
    rule("o", "owritecl $1 $2") +
    rule("c", "closef $1") +
    rule("order", "write new $1; shellcmd cat new; closef new; logonly done"),
  prepare(folder) {
    mkdirSync(join(folder, "folder"));
    symlinkSync("loop", join(folder, "loop"));
    writeFileSync(join(folder, "old"), "old\n");
  },
  files: ["new", "old"],
  async drive(program) {
    for (const file of [
      "old",
      "folder",
      "no/folder",
      "loop",
      "/dev/full",
      "/dev/null",
      "/proc/version",
      "-",
    ]) {
      for (const action of ["w", "n", "o"]) program.event(`${action} ${file} a${action}\xff`);
      program.event(`c ${file}`);
      program.event(`c ${file}`);
    }
    program.event("order x");
    await program.logged(/^done/);
    await program.holds("stdout", /x\n$/);
  },
});

sameAsReference("commands end with the exit codes and words of the reference", {
  rules: rule("x", "shellcmd $1 $2") + rule("e", "cmdexec false; logonly done"),
  prepare(folder) {
    writeFileSync(join(folder, "noexec"), "", { mode: 0o644 });
    writeFileSync(join(folder, "script"), "exit 9", { mode: 0o755 });
  },
  async drive(program) {
    const ended = /terminated/;
    await events(program, [
      ["x nosuch a", ended],
      ["x nosuch 'a'", ended],
      ["x exit 3", ended],
      ["x sh -c 'exit 3'", ended],
      ["x ./noexec", ended],
      ["x ./noexec 'a'", ended],
      ["x ./script", ended],
      ["x A=b false", ended],
      ["x exec false", ended],
      ["x false 2>&1", ended],
      ["x nosuch 2>&1", ended],
      ["x #x", ended],
      ["x", ended],
      ["e", ended],
    ]);
  },
});

sameAsReference("command lines are split as Perl splits them, and keep their bytes", {
  rules:
    rule("x", "shellcmd $1 $2") +
    rule("e", "cmdexec ./arguments $1 $2") +
    rule("q", "shellcmd ./arguments '$1' '$2'"),
  prepare(folder) {
    const program = `#!/bin/sh\nfor a; do printf '%s' "$a" | od -An -tx1; done >> out; echo end >> out\n`;
    writeFileSync(join(folder, "arguments"), program, { mode: 0o755 });
  },
  files: ["out"],
  async drive(program) {
    const lines = [
      "x ./arguments a\xe9b \xc3\xa0\tq  \xff\xa0x ",
      "x ./arguments 'a\xe9b \xc3\xa0' \"\xff\"",
      "e \xff\xe9 a  'b\" $c \\d ",
      "q \xff $HOME\n",
      "x ./arguments a\0b c",
      "x  ./arguments  %%  ! = ^ #",
    ];
    for (const [at, line] of lines.entries()) {
      program.event(line);
      await program.holds("out", new RegExp(`(?:end\n[^]*){${at + 1}}`));
    }
  },
});

sameAsReference("what commands write becomes events, also a last line without newline", {
  rules:
    rule("s", "spawn $1 $2") +
    rule("c", "cspawn CONTEXT $1 $2") +
    rule("x", "spawnexec ./lines; cspawnexec OTHER ./lines") +
    "type=single\nptype=regexp\npattern=^line (.*)\ncontext=!CONTEXT\ndesc=d\naction=write out $1\n\n" +
    "type=single\nptype=regexp\npattern=^line (.*)\ncontext=CONTEXT\ndesc=d\naction=write out in: $1\n",
  options: ["--intcontexts"],
  prepare(folder) {
    writeFileSync(join(folder, "lines"), "#!/bin/sh\necho line 1\necho line 2\n", { mode: 0o755 });
  },
  files: ["out"],
  unordered: true,
  async drive(program) {
    program.event("s printf 'line a\\nb\\nline c'");
    await program.holds("out", /c\n/);
    program.event("s printf 'line nul\\0x\\rcr\\r\\n\\n\\303\\251\\377\\nline d\\n'");
    await program.holds("out", /d\n/);
    program.event("c sh -c 'echo line e; exit 4'");
    await program.logged(/exitcode 4/);
    await program.holds("out", /e\n/);
    program.event("x");
    await program.holds("out", /(?:[12]\n){4}/);
  },
});

sameAsReference("what a command's own children write after its end is no event", {
  rules:
    rule("s", "spawn (sleep 0.5; echo late; echo late > done) & echo early") +
    rule("early", "write out early"),
  files: ["out"],
  async drive(program) {
    program.event("s");
    await program.holds("out", /early/);
    await program.logged(/early/);
    const deadline = Date.now() + 1500;
    await program.holds("out", /early/);
    while (Date.now() < deadline && !program.read("log").includes("late'")) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  },
});

sameAsReference("commands are fed lines, whether they read them or not", {
  rules:
    rule("p", "pipe '$1' sed s/^/p:/ >> out") +
    rule("e", "pipeexec '$1' ./feed") +
    rule("r", "fill R a b%{.nl}c; report R sed s/^/r:/ >> out; reportexec R ./feed; report R; reportexec R") +
    rule("none", "pipe '$1'; pipeexec '$1'; report NOPE cat; create E; report E cat; reportexec E cat") +
    rule("deaf", "pipe '$1' true; pipe '$1' exec <&-; pipe 'x' (exit 3;)") +
    rule("missing", "pipe '$1' nosuch; pipeexec '$1' nosuch; report R nosuch; reportexec R nosuch"),
  prepare(folder) {
    writeFileSync(join(folder, "feed"), "#!/bin/sh\nsed s/^/f:/ >> out\n", { mode: 0o755 });
  },
  files: [],
  unordered: true,
  async drive(program) {
    program.event("p x\xff");
    await program.holds("out", /p:x\xff\n/);
    program.event("e y");
    await program.holds("out", /f:y\n/);
    program.event("r");
    await program.holds("out", /(?:[rf]:.*\n){4}/);
    program.event("none z");
    program.event("deaf");
    await program.logged(/exitcode 3/);
    program.event("missing");
    for (let ended = 0; ended < 4; ended += 1) await program.logged(/terminated with non-zero exitcode 1 \(/);
    return program.read("out").split("\n").toSorted();
  },
});

const script = (name: string, command: string, shell = ""): string =>
  `type=singlewithscript\nptype=substr\npattern=${name};\nscript=${command}\n${shell}desc=x\n` +
  "action=logonly succeeded\naction2=logonly failed\n\n";

sameAsReference("the exit code of a script decides which action list runs", {
  rules:
    rule("context", "create A; create B; alias B C; logonly made") +
    script("names", "sort >> out") +
    script("bad", "cat > /dev/null; exit 5") +
    script("killed", "kill -9 $$") +
    script("missing", "nosuch") +
    script("plain", "false a b", "shell=no\n") +
    script("absent", "nosuch a b", "shell=no\n"),
  files: ["out"],
  async drive(program) {
    await events(program, [
      ["context", /made/],
      ["names;", /^succeeded/],
      ["bad;", /^failed/],
      ["killed;", /^succeeded/],
      ["missing;", /^failed/],
      ["plain;", /^failed/],
      ["absent;", /^failed/],
    ]);
  },
});

for (const option of ["--childterm", "--nochildterm"]) {
  sameAsReference(`children get SIGTERM at the end with --childterm: ${option}`, {
    rules: rule("x", "shellcmd ./trap shellcmd; spawn ./trap spawn; pipe '$1' ./trap pipe"),
    options: [option],
    prepare(folder) {
      const program = `#!/bin/sh\ntrap 'touch "$1.term"; exit 5' TERM\ntouch "$1.ready"\nsleep 2 & wait\n`;
      writeFileSync(join(folder, "trap"), program, { mode: 0o755 });
    },
    unordered: true,
    async drive(program) {
      program.event("x");
      const names = ["shellcmd", "spawn", "pipe"];
      for (const name of names) await program.exists(`${name}.ready`);
      await program.end();
      if (option === "--childterm") for (const name of names) await program.exists(`${name}.term`);
      return names.map((name) => program.has(`${name}.term`));
    },
  });
}
