import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, onlyRule, parse, single } from "./parse.ts";

const without = (text: string, field: string): string => text.replace(new RegExp(`^${field}=.*\n`, "m"), "");

test("every fault of a rule is reported, not only the first", () => {
  const rule = "type=Single\nptype=RegEx\npatern=x\ndesc=d\naction=nonne; shellcmd ()\ncontext=a b\n";
  assert.deepEqual(faults(rule), [
    "no-rules: ",
    "missing-field: Single",
    "unknown-pattern-type: RegEx",
    "unknown-field: patern",
    "unknown-action: nonne",
    "empty-parameter: ()",
    "invalid-context-expression: a b",
  ]);
});

function firstHint(text: string): string | undefined {
  return parse(text).diagnostics.find(({ hint }) => hint)?.hint;
}

test("a misspelt rule type, field and pattern type get the right one as a hint", () => {
  assert.equal(firstHint("type=SingelWithThreshold\n"), "did you mean 'SingleWithThreshold'?");
  assert.equal(firstHint(`${single({})}conext=A\n`), "did you mean 'context'?");
  assert.equal(firstHint(single({ ptype: "regxp2" })), "did you mean 'RegExp'?");
});

test("field names are case-sensitive, values of types are not", () => {
  assert.deepEqual(faults(single({ Desc: "x" })), ["no-rules: ", "unknown-field: Desc"]);
  assert.deepEqual(faults(single({ type: "sInGlE", ptype: "REGEXP" })), []);
});

test("a field without which the rule makes no sense must be there", () => {
  for (const field of ["ptype", "pattern", "desc", "action"]) {
    assert.ok(faults(without(single({}), field)).includes("missing-field: Single"), field);
  }
  assert.deepEqual(faults("ptype=SubStr\npattern=x\n"), ["missing-type: ptype", "no-rules: "]);
});

test("of a repeated field the last value counts", () => {
  const text = `${single({})}desc=e\n`;
  assert.deepEqual(faults(text), ["repeated-field: desc"]);
  const rule = onlyRule(text);
  assert.equal("desc" in rule && rule.desc?.text, "e");
});

function suppress(window: string): string {
  return single({ type: "SingleWithSuppress", window });
}

test("windows and thresholds are digits; where zero makes no sense it is rejected", () => {
  assert.deepEqual(faults(suppress("05")), []);
  for (const window of ["0", "00", "+5", "5 s", "1h", "-1", "5.5"]) {
    assert.deepEqual(faults(suppress(window)), ["no-rules: ", `invalid-number: ${window}`]);
  }
});

test("an absent field stands for its default value", () => {
  const rule = onlyRule(single({ type: "EventGroup", window: "5" }));
  assert.ok(rule.type === "eventgroup");
  assert.equal(rule.multipleActions, false);
  assert.equal(rule.events[0]?.threshold, 1);
  assert.equal(rule.events[0]?.condition.continue.kind, "DontCont");
});

test("EventGroup needs patterns for as many events as its number says", () => {
  const two = single({ type: "EventGroup2", ptype2: "SubStr", pattern2: "y", window: "5" });
  const rule = onlyRule(two);
  assert.equal(rule.type === "eventgroup" && rule.events.length, 2);
  assert.deepEqual(faults(single({ type: "EventGroup0", window: "5" })), [
    "no-rules: ",
    "unknown-rule-type: EventGroup0",
  ]);
  const missing = faults(single({ type: "EventGroup99999999", window: "5" }));
  assert.deepEqual(missing, ["no-rules: ", "missing-field: EventGroup99999999"]);
});

function eventGroup(fields: Readonly<Record<string, string>>): string {
  return single({ type: "EventGroup", window: "5", ...fields });
}

test("fields of an event group pattern need each other", () => {
  assert.deepEqual(faults(eventGroup({ egpattern: "x" })), ["no-rules: ", "field-needs-field: egpattern"]);
  assert.deepEqual(faults(eventGroup({ egtoken: "x" })), ["no-rules: ", "field-needs-field: egtoken"]);
  assert.deepEqual(faults(eventGroup({ egptype: "SubStr2", egpattern: "x" })), [
    "no-rules: ",
    "unknown-pattern-type: SubStr2",
  ]);
});

test("procallin that is neither yes nor no is only a warning, other such fields reject the rule", () => {
  const text = `type=Options\nprocallin=maybe\njoincfset=a  b\n\n${single({})}`;
  assert.deepEqual(faults(text), ["procallin-ignored: maybe"]);
  assert.deepEqual(parse(text).file.sets, ["a", "b"]);
  assert.equal(parse(text).file.processAllInput, true);
  assert.deepEqual(faults("type=Jump\nptype=TValue\npattern=TRUE\nconstset=1\n"), [
    "no-rules: ",
    "invalid-yes-or-no: 1",
  ]);
});

test("the last Options rule replaces the one before", () => {
  const { file } = parse("type=Options\nprocallin=no\njoincfset=a\n\ntype=Options\njoincfset=b\n");
  assert.deepEqual([file.sets, file.processAllInput], [["b"], true]);
});

test("a rule's number counts neither Options rules nor rejected ones", () => {
  const { rules } = parse(`${single({})}\ntype=Options\n\n${single({ action: "nope" })}\n${single({})}`).file;
  assert.deepEqual(
    rules.map(({ number }) => number),
    [0, 1],
  );
});

test("rules of the same text but for remarks and line breaks differ in their ordinals only", () => {
  const [one, two, three] = parse(
    `${single({})}\nrem=r\n${single({})}\n${single({}).replace("desc=d", "desc=\\\nd")}`,
  ).file.rules;
  assert.deepEqual([one?.ordinal, two?.ordinal, three?.ordinal], [0, 1, 2]);
  assert.equal(one?.digest, three?.digest);
  assert.notEqual(onlyRule(single({ desc: "other" })).digest, one?.digest);
});

function script(shell: string): string | readonly string[] {
  const rule = onlyRule(single({ type: "SingleWithScript", script: "cmd  $1 (x)", shell }));
  if (rule.type !== "singlewithscript") throw new Error("no SingleWithScript rule");
  return rule.script.shell ? rule.script.command.text : rule.script.arguments.map(({ text }) => text);
}

test("SingleWithScript splits its command line only without a shell", () => {
  assert.equal(script("yes"), "cmd  $1 (x)");
  assert.deepEqual(script("NO"), ["cmd", "$1", "(x)"]);
});
