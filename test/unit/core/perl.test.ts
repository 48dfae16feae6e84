import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { createEngine } from "../../../src/core/create-engine.ts";
import type { Engine } from "../../../src/core/engine.ts";
import type { Perl } from "../../../src/core/perl-port.ts";
import type { Effect } from "../../../src/core/ports.ts";
import { compileRuleSet } from "../../../src/core/rule-set.ts";
import { restore, save } from "../../../src/core/saved-state.ts";
import { step } from "../../../src/core/step.ts";
import { localTime } from "../../../src/system/local-time.ts";
import { FakePerl } from "./fake-perl.ts";

interface Tested {
  readonly engine: Engine;
  readonly log: string[];
  /** Gives the engine a line, and returns what is written. */
  line(text: string): string[];
}

function start(rules: string, perl: Perl): Tested {
  const { file } = parseRuleFile("rules", rules, { digest: (text) => text });
  const log: string[] = [];
  let written: string[] = [];
  const ports = {
    perform: (effect: Effect) => {
      if (effect.kind === "write") written.push(effect.text);
    },
    log: (_level: number, message: string) => log.push(message),
    localTime,
    childNews: () => [],
    perl,
  };
  const options = {
    jointBuffer: false,
    internalEvents: true,
    internalContexts: false,
    eventStoreSize: 0,
    cleanTimeSeconds: 1,
    quoting: false,
    literalIndex: true,
    logLevel: 4,
  } as const;
  const engine = createEngine(compileRuleSet([file], 0), options, ports, 1000);
  const line = (text: string): string[] => {
    written = [];
    step(engine, { text, source: "in", context: undefined });
    return written;
  };
  return { engine, log, line };
}

function rule(pattern: string, action: string, more = ""): string {
  return `type=Single\ncontinue=TakeNext\nptype=RegExp\npattern=${pattern}\n${more}desc=d\naction=${action}\n\n`;
}

const made = { kind: "text", value: { handle: 7, text: "CODE(0x1)" } } as const;

test("a function is released when its variable gets another value, is freed, or all are forgotten", () => {
  const perl = new FakePerl({ make: () => made });
  const { line, engine } = start(
    rule("^make", "eval %f make") + rule("^set", "assign %f x") + rule("^free", "free %f"),
    perl,
  );
  line("make");
  line("set");
  line("set");
  assert.deepEqual(perl.released, [7]);
  line("make");
  line("free");
  line("make");
  engine.variables.clear();
  assert.deepEqual(perl.released, [7, 7, 7]);
});

test("functions cannot be saved: their variables are undefined afterwards, which is logged", () => {
  const perl = new FakePerl({ make: () => made });
  const rules =
    rule("^make", "eval %f make; assign %g %f; write - %f") + rule("^call", "call %o %f; write - <%f> <%g>");
  const before = start(rules, perl);
  assert.deepEqual(before.line("make"), ["CODE(0x1)"]);
  const after = start(rules, perl);
  restore(after.engine, JSON.parse(JSON.stringify(save(before.engine))));
  assert.match(after.log.join("\n"), /'%f' held a Perl function, which can't be saved/);
  assert.deepEqual(after.line("call"), ["<> <CODE(0x1)>"]);
  assert.match(after.log.join("\n"), /Variable '%f' is not a code reference/);
});

test("rules hear of a new Perl process when the line has met all rules", () => {
  const perl = new FakePerl({
    lost: () => ({ outcome: { kind: "failed", message: "gone\n" }, restarted: true }),
  });
  const rules = rule("^lost", "eval %o lost; write - one") + rule("^(lost|SEC_TS)", "write - two $0");
  const { line, log } = start(rules, perl);
  assert.deepEqual(line("lost"), ["one", "two lost", "two SEC_TS_PERL_RESTART"]);
  assert.deepEqual(log, ["Error evaluating code 'lost': gone (rule in rules at line 1)"]);
  assert.deepEqual(line("other"), []);
});

test("an entry is passed with its variables once a line, and again to a new process", () => {
  let restarted = false;
  const perl = new FakePerl({ "sub { look }": () => ({ restarted }) });
  const look = "context=A :> ( sub { look } )\n";
  const rules = rule("^(x)", "none", `varmap=A\n${look}`) + rule("x", "none", look) + rule("x", "none", look);
  const { line } = start(rules, perl);
  line("x");
  restarted = true;
  line("x");
  const given = perl.calls.map(({ arguments: [entry] }) => typeof entry === "object" && "variables" in entry);
  assert.deepEqual(given, [true, false, false, true, true, true]);
});

test("what code has changed in an entry is for later rules, not for the match", () => {
  const perl = new FakePerl({
    "sub { change }": ({ arguments: [entry] }) => ({
      changed: [{ entry: (entry as { entry: number }).entry, variables: [["1", "new"]] }],
    }),
  });
  const rules =
    rule("^(x)", "write - $1 $:{A:1} $:{A:0}", "varmap=A\ncontext=A :> ( sub { change } )\n") +
    "type=Single\nptype=Cached\npattern=A\ndesc=d\naction=write - $1\n";
  assert.deepEqual(start(rules, perl).line("x"), ["x new ", "new"]);
});

test("contexts are evaluated no further than needed, and code only if the pattern matches", () => {
  const perl = new FakePerl({
    "sub { no }": () => ({ kind: "truth", value: false }),
    "sub { yes }": () => ({ kind: "truth", value: true }),
  });
  const { line } = start(rule("^x", "write - y", "context=-> ( sub { no } ) && -> ( sub { yes } )\n"), perl);
  assert.deepEqual(line("a"), []);
  assert.equal(perl.calls.length, 0);
  assert.deepEqual(line("x"), []);
  assert.equal(perl.calls.length, 1);
});
