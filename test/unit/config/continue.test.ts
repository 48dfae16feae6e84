import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, parse, single } from "./parse.ts";

function continues(text: string): readonly string[] {
  return parse(text).file.rules.map((rule) => {
    if (!("condition" in rule)) return "";
    const { continue: point } = rule.condition;
    return point.kind === "GoTo" ? `GoTo ${point.rule}` : point.kind;
  });
}

const goto = (label: string): string => single({ continue: `GoTo ${label}` });

test("a point of continue ignores upper and lower case, and is DontCont if it is absent", () => {
  assert.deepEqual(continues(single({})), ["DontCont"]);
  assert.deepEqual(continues(single({ continue: "takenext" })), ["TakeNext"]);
  assert.deepEqual(continues(single({ continue: "ENDMATCH" })), ["EndMatch"]);
  assert.deepEqual(faults(single({ continue: "Next" })), ["no-rules: ", "invalid-continue: Next"]);
  assert.deepEqual(faults(single({ continue: "GoTo" })), ["no-rules: ", "invalid-continue: GoTo"]);
});

test("a label names the rule in progress or the next valid one", () => {
  const faulty = single({ action: "nope" });
  assert.deepEqual(
    continues(`${goto("l")}\n${single({})}\nlabel=l\n\n${faulty}\n${single({})}`).slice(0, 1),
    ["GoTo 2"],
  );
  assert.deepEqual(continues(`${goto("l")}\n${single({})}\n${single({})}label=l\n`)[0], "GoTo 2");
  assert.deepEqual(continues(`${goto("l")}\n${faulty}label=l\n\n${single({})}`)[0], "GoTo 1");
});

test("a label may have blanks inside and may stand after the last rule", () => {
  assert.deepEqual(continues(`${goto("the  end")}\n${single({})}\nlabel= the  end \n`)[0], "GoTo 2");
});

test("of two labels with the same name the last one counts", () => {
  assert.deepEqual(continues(`label=l\n\n${goto("l")}\n${single({})}\nlabel=l\n`)[0], "GoTo 2");
});

test("a label that does not exist or does not lie ahead is a warning, and matching ends there", () => {
  assert.deepEqual(faults(goto("nowhere")), ["unknown-label: GoTo nowhere"]);
  assert.deepEqual(faults(`label=l\n${goto("l")}`), ["label-not-ahead: GoTo l"]);
  assert.deepEqual(faults(`label=l\n${single({})}\n${goto("l")}`), ["label-not-ahead: GoTo l"]);
  assert.deepEqual(continues(goto("nowhere")), ["DontCont"]);
});
