import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { createEngine } from "../../../src/core/create-engine.ts";
import type { Effect } from "../../../src/core/ports.ts";
import { compileRuleSet } from "../../../src/core/rule-set.ts";
import { step } from "../../../src/core/step.ts";
import type { ShellVariables } from "../../../src/core/templates/shell-template.ts";
import { localTime } from "../../../src/system/local-time.ts";

const HOSTILE = "a'; touch x";
const QUOTED = "'a'\\''; touch x'";

/** The command lines that rules give to the shell for a line, and what is logged. */
function commands(
  rules: string,
  shellVariables: ShellVariables | undefined,
  { quoting = false, loaded = shellVariables } = {},
): { readonly lines: readonly string[]; readonly log: readonly string[]; readonly codes: readonly string[] } {
  const { file, diagnostics } = parseRuleFile("rules", rules, {
    digest: (text) => text,
    shellVariables: loaded,
  });
  const lines: string[] = [];
  const log: string[] = [];
  const ports = {
    perform: (effect: Effect) => {
      if (effect.kind !== "run") return;
      lines.push(effect.command.shell ? effect.command.line : effect.command.arguments.join("|"));
    },
    log: (_level: number, message: string) => log.push(message),
    localTime,
    childNews: () => [],
  };
  const engine = createEngine(
    compileRuleSet([file], 0),
    {
      jointBuffer: false,
      internalEvents: false,
      internalContexts: false,
      eventStoreSize: 0,
      cleanTimeSeconds: 1,
      quoting,
      literalIndex: true,
      logLevel: 2,
      ...(shellVariables && { shellVariables }),
    },
    ports,
    1000,
  );
  step(engine, { text: `x ${HOSTILE}`, source: "in", context: undefined });
  const codes = diagnostics.map(({ code }) => code).filter((code) => code !== "no-rules");
  return { lines, log, codes };
}

function single(action: string): string {
  return `type=Single\nptype=RegExp\npattern=^x (.*)$\ndesc=d $1\naction=${action}\n`;
}

test("actions with a command line for the shell quote the values in it, and SingleWithScript does", () => {
  const rules = single(
    "shellcmd a $1; spawn b \"$1\"; cspawn C c '$1'; pipe 'text $1' d $1; " +
      "create R; add R y; report R e %s; cmdexec f $1",
  );
  assert.deepEqual(commands(rules, "escape").lines, [
    `a ${QUOTED}`,
    `b ""${QUOTED}""`,
    `c ${QUOTED}`,
    `d ${QUOTED}`,
    `e 'd a'\\''; touch x'`,
    `f|${HOSTILE}`,
  ]);
  const script = "type=SingleWithScript\nptype=RegExp\npattern=^x (.*)$\nscript=g $1\ndesc=d\naction=none\n";
  assert.deepEqual(commands(script, "escape").lines, [`g ${QUOTED}`]);
  assert.deepEqual(commands(script.replace("desc", "shell=no\ndesc"), "escape").lines, [`g|${HOSTILE}`]);
});

test("without the option, and with raw, all is as in SEC", () => {
  const rules = single("shellcmd a $1 %s; shellcmd eval $1");
  const raw = [`a ${HOSTILE} d ${HOSTILE}`, `eval ${HOSTILE}`];
  assert.deepEqual(commands(rules, undefined).lines, raw);
  assert.deepEqual(commands(rules, "raw").lines, raw);
});

test("values that assignsq or --quoting would quote are quoted once", () => {
  const quoted = single('assignsq %q $1; shellcmd a %q "%q"; shellcmd b %s');
  const expected = [`a ${QUOTED} ""${QUOTED}""`, `b 'd a'\\''; touch x'`];
  assert.deepEqual(commands(quoted, "escape").lines, expected);
  assert.deepEqual(commands(quoted, "escape", { quoting: true }).lines, expected);
  const mixed = single("assign %q 'x'; shellcmd a %q; assignsq %q $1");
  assert.deepEqual(commands(mixed, "escape").lines, [`a ''\\''x'\\'''`]);
});

test("a name that a value would prolong, and a variable inside of a value, stay what they are", () => {
  const rules = single("assign %sa no; assign %v $$1; shellcmd a %s$1 %v");
  const joined = commands(rules, "escape").lines;
  assert.deepEqual(joined, [`a 'd a'\\''; touch x'${QUOTED} '$1'`]);
});

test("rules whose values cannot be quoted are refused, with the reason and the place", () => {
  const { lines, codes } = commands(single("shellcmd a $$(b $1)"), "escape");
  assert.deepEqual([lines, codes], [[], ["unquotable-shell-variable"]]);
  const nested = single("create C 60 (if %x (shellcmd eval %s) else (none))");
  assert.deepEqual(commands(nested, "escape").codes, ["unquotable-shell-variable"]);
  assert.deepEqual(commands(single("shellcmd a %t %.sp %u"), "refuse").codes, []);
  assert.deepEqual(commands(single("shellcmd a %s"), "refuse").codes, ["shell-variable"]);
  assert.deepEqual(commands(single("cmdexec a %s"), "refuse").codes, []);
  const substring = "type=Single\nptype=SubStr\npattern=x\ndesc=d\naction=shellcmd a $(b $1)\n";
  assert.deepEqual(commands(substring, "escape").codes, [], "no pattern sets $1: it is the shell's");
  const pair =
    "type=Pair\nptype=RegExp\npattern=^x (.*)\ndesc=d\naction=none\n" +
    "ptype2=RegExp\npattern2=y (.*)\ndesc2=e\naction2=shellcmd a $(b %1)\nwindow=5\n";
  assert.deepEqual(commands(pair, "escape").codes, ["unquotable-shell-variable"]);
});

test("a rule that was loaded before the option was set does nothing, and says so", () => {
  for (const [rules, option] of [
    [single("shellcmd eval $1"), "escape"],
    [single("shellcmd a $1"), "refuse"],
  ] as const) {
    const { lines, log } = commands(rules, option, { loaded: "raw" });
    assert.deepEqual(lines, [":"]);
    assert.match(log.join("\n"), /has variables that cannot be put into it safely/);
  }
});
