import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";

function codes(fields: string, whyNoPerl?: () => string | undefined) {
  const text = `type=Single\n${fields}\ndesc=d`;
  const { diagnostics, file } = parseRuleFile("rules", text, { digest: (rule) => rule, whyNoPerl });
  const found = diagnostics.map(({ code }) => code).filter((code) => code !== "no-rules");
  return { found, rules: file.rules.length };
}

const ANY = "ptype=TValue\npattern=TRUE\n";

test("code that reaches for the insides of SEC is worth a warning, in all places", () => {
  const inside = [
    "ptype=PerlFunc\npattern=sub { keys %main::context_list }\naction=none",
    `${ANY}context= =( $main::corr_list{x} )\naction=none`,
    `${ANY}context= -> ( sub { %::pmatch_cache } )\naction=none`,
    `${ANY}action=eval %o ( main::log_msg(1, "x") )`,
    `${ANY}action=lcall %o -> ( sub { delete $main::context_list{x} } )`,
  ];
  for (const fields of inside) assert.deepEqual(codes(fields), { found: ["internals-of-sec"], rules: 1 });
  const own = `${ANY}action=eval %o ( $main::mine + $::yours + $children )`;
  assert.deepEqual(codes(own), { found: [], rules: 1 });
});

const noChecker = (): string => "none";

test("without Perl, rules with code are faulty, and others are not", () => {
  const needing = codes(`${ANY}context= =( 1 )\naction=none`, noChecker);
  assert.deepEqual(needing, { found: ["needs-perl"], rules: 0 });
  assert.deepEqual(codes(`${ANY}action=none`, noChecker), { found: [], rules: 1 });
});
