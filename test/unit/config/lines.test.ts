import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, onlyRule, parse, single } from "./parse.ts";

function description(text: string): string | undefined {
  const rule = onlyRule(text);
  return "desc" in rule ? rule.desc?.text : undefined;
}

test("a backslash at the end of a line continues it, also with blanks after it", () => {
  assert.equal(description(single({ desc: "one \\\n two" })), "one  two");
  assert.equal(description(single({ desc: "one\\ \t\r\ntwo" })), "onetwo");
});

test("a comment, a blank line and the end of the file end a rule", () => {
  const rule = single({});
  assert.equal(parse(`${rule}# comment\n${rule} \t\n${rule}`).file.rules.length, 3);
});

test("a comment that ends in a backslash swallows the next line", () => {
  assert.deepEqual(faults(`# comment \\\ntype=Single\n${single({}).replace("type=Single\n", "")}`), [
    "no-rules: ",
    "missing-type: ptype",
  ]);
});

test("rem lines say nothing, and may repeat", () => {
  assert.deepEqual(faults(`rem=a\n${single({})}rem=b\nrem=b\n`), []);
});

test("bytes A0 and 85 are not blanks", () => {
  assert.equal(description(single({ desc: "\xa0\x85d\xc3\xa0 " })), "\xa0\x85d\xc3\xa0");
});

test("CRLF files load", () => {
  assert.equal(description(single({ desc: "d" }).replaceAll("\n", "\r\n")), "d");
});

test("a line that is no field is reported and left out", () => {
  assert.deepEqual(faults(`${single({})}  what is this?  \n`), ["not-a-field: what is this?"]);
  assert.equal(parse(`${single({})}what\n`).file.rules.length, 1);
});

test("a line that was to be continued with a slash gets a hint", () => {
  const { diagnostics } = parse(`${single({ action: "write - a /" })}  b\n`);
  assert.match(diagnostics[0]?.hint ?? "", /ends in \/; .* \\/);
});

test("a continued line at the end of the file is dropped with a warning", () => {
  assert.deepEqual(faults(`${single({})}window=5 \\\n`), ["line-lost-at-end: window=5 "]);
});

test("spans point into the file through continued lines", () => {
  assert.deepEqual(faults(single({ action: "none; \\\n  wirte - a" })), [
    "no-rules: ",
    "unknown-action: wirte",
  ]);
});

test("a rule knows its line, which a label or a remark before it may be", () => {
  const { rules } = parse(`\n# c\nrem=r\n${single({})}\nlabel=l\n${single({})}`).file;
  assert.deepEqual(
    rules.map(({ line }) => line),
    [3, 10],
  );
});

test("a span ends with its last character, also where a continued line goes on", () => {
  assert.deepEqual(faults(single({ action: "wirte \\\n  - a" })), ["no-rules: ", "unknown-action: wirte"]);
  assert.deepEqual(faults(single({ desc: "d\nfoo\\\n=1" })), ["no-rules: ", "unknown-field: foo"]);
});

test("a rule whose first line is continued begins there, not where that line ends", () => {
  const { rules } = parse(`\ntype=\\\nSingle\n${single({}).replace("type=Single\n", "")}`).file;
  assert.deepEqual(
    rules.map(({ line }) => line),
    [2],
  );
});
