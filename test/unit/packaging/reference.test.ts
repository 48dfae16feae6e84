import assert from "node:assert/strict";
import { test } from "node:test";
import { completions } from "../../../packaging/reference/completions.ts";
import { page, pageNames } from "../../../packaging/reference/make.ts";
import { COMMANDS } from "../../../src/cli/index.ts";
import { ACTIONS } from "../../../src/core/actions/index.ts";
import { PATTERN_TYPES } from "../../../src/core/patterns/index.ts";
import { RULE_TYPES } from "../../../src/core/rules/index.ts";
import { DAEMON_OPTIONS } from "../../../src/daemon/option-table.ts";

/** The lines of a page that a pattern finds in one of its sections or subsections. */
function section(text: string, heading: string): string {
  const from = text.indexOf(`${heading}\n`);
  assert.notEqual(from, -1, `no heading ${heading}`);
  const rest = text.slice(from + 1);
  const to = rest.search(heading.startsWith(".Sh") ? /^\.Sh /m : /^\.S[hs] /m);
  return to < 0 ? rest : rest.slice(0, to);
}

const hasWord = (text: string, macro: string, word: string): boolean =>
  new RegExp(`^\\.(?:It |Op )?(?:.* )?${macro} ${word}(?: |$)`, "m").test(text);

test("the manual of rules has every action", async () => {
  const list = section(await page("sec-ts-rules.5"), ".Sh ACTION LISTS");
  const missing = Object.keys(ACTIONS).filter((keyword) => !hasWord(list, "Ic", keyword));
  assert.deepEqual(missing, []);
});

test("the manual of rules has every rule type with all its fields", async () => {
  const rules = await page("sec-ts-rules.5");
  for (const { keyword, counted, fields } of Object.values(RULE_TYPES)) {
    const text = section(rules, `.Ss ${keyword}${counted ? "N" : ""}`);
    const missing = fields(1).filter(({ name }) => !hasWord(text, "Cm", name));
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
      keyword,
    );
  }
});

test("the manual of rules has every pattern type", async () => {
  const list = section(await page("sec-ts-rules.5"), ".Sh PATTERN TYPES");
  for (const { keyword, negatable } of Object.values(PATTERN_TYPES)) {
    assert.ok(hasWord(list, "Cm", keyword), keyword);
    assert.equal(hasWord(list, "Cm", `N${keyword}`), negatable, `N${keyword}`);
  }
});

test("the manual of options has every option", async () => {
  const options = await page("sec-ts.options.5");
  const missing = Object.keys(DAEMON_OPTIONS).filter((name) => !hasWord(options, "Fl", `-${name}`));
  assert.deepEqual(missing, []);
});

test("the manual of the program has every command with its words and options", async () => {
  const text = await page("sec-ts.1");
  for (const [name, load] of Object.entries(COMMANDS)) {
    const { actions = {}, options = {} } = await load();
    const own = section(text, `.Ss sec-ts ${name}`);
    const words = Object.keys(actions).filter((word) => !hasWord(own, "Cm", word));
    const flags = Object.keys(options).filter((flag) => flag !== "help" && !hasWord(own, "Fl", `-${flag}`));
    assert.deepEqual([...words, ...flags], [], name);
  }
});

test("nothing that is to be filled in is left in a page", async () => {
  for (const name of pageNames()) {
    const text = await page(name);
    assert.doesNotMatch(text, /^\.\\" @|\$Mdocdate/m, name);
    assert.doesNotMatch(text, /[^\n -~]/, `${name} has characters beyond ASCII`);
  }
});

test("every shell completes every command and every option", async () => {
  for (const [path, script] of Object.entries(await completions())) {
    for (const name of [...Object.keys(COMMANDS), ...Object.keys(DAEMON_OPTIONS)]) {
      assert.match(script, new RegExp(`[- ']${name}\\b`), `${path} lacks ${name}`);
    }
  }
});
