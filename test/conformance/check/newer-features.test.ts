import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";

/**
 * What SEC has had since 2.9.1, the version that the corpus is compared with: written by hand, from the notes
 * on its releases. Codes are those of errors; none means that the rule is valid.
 */
const NEWER: Readonly<Record<string, readonly (readonly [actions: string, ...codes: string[]])[]>> = {
  "2.9.2: more characters by number": [
    ["write - %.chr32 %.chr127 %.chr128 %.chr255 %.chr0"],
    ["assign %a %.chr200"],
  ],
  "2.9.4: trim": [
    ["trim C 5"],
    ["trim C -5 %v"],
    ["trim C +10 %v_1"],
    ["trim C_%u %t %v; TRIM C %x"],
    ["trim C later"],
    ["trim", "invalid-action"],
    ["trim C", "invalid-action"],
    ["trim C 5 v", "invalid-variable"],
    ["trim C 5 %.v", "invalid-variable"],
    ["trim C 5 %v x", "invalid-action"],
  ],
  "2.9.4: offsets with leading zeros": [["addinput /f 007 C"], ["addinput /f 00"]],
};

for (const [feature, cases] of Object.entries(NEWER)) {
  test(`SEC ${feature}`, () => {
    for (const [actions, ...codes] of cases) {
      const text = `type=Single\nptype=SubStr\npattern=x\ndesc=d\naction=${actions}\n`;
      const { diagnostics, file } = parseRuleFile("test.conf", text, { digest: (rule) => rule });
      const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
      assert.deepEqual(errors, codes, actions);
      assert.equal(file.rules.length, codes.length === 0 ? 1 : 0, actions);
    }
  });
}
