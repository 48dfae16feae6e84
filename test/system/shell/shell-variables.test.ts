import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, run, SHELLS, VALUES } from "./quoting.ts";

/** Command lines, and what `args` is to be given; `$1` is the value, the shell's own dollars are doubled. */
const PLACES: readonly (readonly [
  line: string,
  expected: (value: string) => readonly (readonly string[])[],
])[] = [
  ["args $1", (value) => [[value]]],
  ["args $1$1 $1", (value) => [[value + value, value]]],
  ["args a$1b", (value) => [[`a${value}b`]]],
  ["args '$1'", (value) => [[value]]],
  ["args 'a $1 b'", (value) => [[`a ${value} b`]]],
  ['args "$1"', (value) => [[value]]],
  ['args "a $1 b"', (value) => [[`a ${value} b`]]],
  ['args "it\'s $1"', (value) => [[`it's ${value}`]]],
  ["args 'say \"$1'", (value) => [[`say "${value}`]]],
  ["args 'it'\\''s $1'", (value) => [[`it's ${value}`]]],
  ["args it\\'s $1", (value) => [["it's", value]]],
  ['args \\"$1\\"', (value) => [[`"${value}"`]]],
  ['args "\\"$1\\""', (value) => [[`"${value}"`]]],
  ["args \\$1", (value) => [[value]]],
  ['args "\\$1"', (value) => [[value]]],
  ["args '\\$1'", (value) => [[`\\${value}`]]],
  ["args \\\\$1", (value) => [[`\\${value}`]]],
  ['args "\\\\$1"', (value) => [[`\\${value}`]]],
  ["args \"$1\"'$1'$1", (value) => [[value + value + value]]],
  ["args x # $1", () => [["x"]]],
  ["args x # it's $1", () => [["x"]]],
  ["args x#$1", (value) => [[`x#${value}`]]],
  ["args $1#x", (value) => [[`${value}#x`]]],
  ['args $1 # "', (value) => [[value]]],
  ["args x # ' %{.nl}args $1", (value) => [["x"], [value]]],
  ["args a \\%{.nl} # $1", () => [["a"]]],
  ["args a;args $1", (value) => [["a"], [value]]],
  ["args a && args $1 || args b", (value) => [["a"], [value]]],
  ["( args $1 )", (value) => [[value]]],
  ["if true; then args $1; fi", (value) => [[value]]],
  ['for i in $1 $1; do args "$$i"; done', (value) => [[value], [value]]],
  ["case $1 in *) args $1;; esac", (value) => [[value]]],
  ["args $1 2>&1 | cat", (value) => [[value]]],
  ["args a >/dev/null; args $1", (value) => [[value]]],
  ['X=$1; args "$$X"', (value) => [[value]]],
  ['X=a$1 Y=\'$1\'; args "$$X" "$$Y"', (value) => [[`a${value}`, value]]],
  ["args $$(echo hi) $1", (value) => [["hi", value]]],
  ['args "$$(echo ")\'")" $1', (value) => [[")'", value]]],
  ['args "$$(echo "$$(echo \'a)b\')")"$1', (value) => [[`a)b${value}`]]],
  ["args $$((1+(2*3))) $1", (value) => [["7", value]]],
  ["args `echo a` '$1'", (value) => [["a", value]]],
  ['args "`echo \\`echo b\\``"$1', (value) => [[`b${value}`]]],
  ["args $${HOME}$1", (value) => [[`/home${value}`]]],
  ['args "$${HOME}$1"', (value) => [[`/home${value}`]]],
  ['args "$$HOME$1"', (value) => [[`/home${value}`]]],
  ["args $$#$1", (value) => [[`0${value}`]]],
  ["args \"$$#\"'$1'", (value) => [[`0${value}`]]],
  ['sh -c \'printf "<%%s>" "$$@"; echo\' sh $1', (value) => [[value]]],
];

function shown(lines: readonly (readonly string[])[]): string {
  return lines.map((words) => `${words.map((word) => `<${word}>`).join("")}\n`).join("");
}

for (const shell of SHELLS) {
  test(`each hostile value arrives as one literal piece, wherever it stands, with ${shell}`, () => {
    for (const [line, expected] of PLACES) {
      const script = VALUES.map((value) => {
        const text = filled(line, value);
        assert.ok(text !== undefined, `${line} is refused`);
        return `${text}\n`;
      });
      const { out, pwned } = run(shell, script.join(""));
      assert.equal(pwned, "", line);
      assert.equal(out, VALUES.map((value) => shown(expected(value))).join(""), line);
    }
  });
}

test("what a command cannot be given is left out", () => {
  assert.equal(filled("args $1 '$1' \"$1\"", "a\0b"), "args 'ab' 'ab' \"\"'ab'\"\"");
});

test("where a value cannot be quoted it is refused", () => {
  const refused = [
    "args $$(echo $1)",
    'args "$$(echo "$1")"',
    "args `echo $1`",
    'args "`echo $1`"',
    "args $$((1 + $1))",
    "args $$(( $1 ))",
    "args $${x:-$1}",
    'args "$${x:-$1}"',
    "args $$[$1]",
    "args $$'$1'",
    "args $$'\\'' $1",
    "args $$$1",
    'args "$$$1"',
    "cat <<EOF%{.nl}$1%{.nl}EOF",
    "cat <<'EOF'%{.nl}$1%{.nl}EOF",
    "cat <<<$1",
    "(( x = $1 ))",
    "((x=$1))",
    "[[ $1 -eq 1 ]]",
    "a[$1]=1",
    "eval $1",
    "eval echo $1",
    "true; eval echo '$1'",
    'e\\val "$1"',
    "'eval' $1",
    "X=1 eval $1",
    "command eval $1",
    "eval >out $1",
    "eval &>out $1",
    ">out eval $1",
    "eval 2>&1 $1",
    "eval $$(true; true) $1",
    "if eval $1; then :; fi",
    "sh -c $1",
    "sh -c 'echo $1'",
    "/bin/bash -xc 'echo $1'",
    "bash -c -x 'echo $1'",
    'sudo -u x sh -ec "$1"',
    "su - x -c 'echo $1'",
    "su x --command=$1",
    "find . -exec sh -c 'echo $1' +",
    "ssh host logger $1",
    "trap '$1' EXIT",
    "export $1",
    "read $1",
    "let $1",
    "args $${x%$${y}} $1",
    "args $$(case x in x) echo a;; esac) $1",
    "args $$(echo a # )%{.nl}) $1",
  ];
  for (const line of refused) assert.equal(filled(line, "x"), undefined, line);
  // Those only look like it.
  for (const line of [
    "args sh $1",
    "logger eval $1",
    "args eval; args $1",
    "eval 'true'; args $1",
    "sh $1",
  ]) {
    assert.notEqual(filled(line, "x"), undefined, line);
  }
});

const SIGNS = "' \" \\ $$ ` ( ) { } # < > & | ; ! ~ * = : - [ ] $1 $1 $1";
const WORDS =
  " ,%{.nl},a,1,x=,args ,$$(,$${HOME},$$HOME,$$',$$\",$${x:-,$$((,)),<<,<(,echo ,\\%{.nl}, # ,'$1',\"$1\"";
const TOKENS = [...SIGNS.split(" "), ...WORDS.split(",")];
const HOSTILE = '\'"`;\nPWNED;PWNED)}|PWNED&\nPWNED\n$(PWNED)`PWNED`<(PWNED)\\\'";PWNED;"\\';

/** Numbers that are the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 8;
  }
}

test("no random command line that is accepted lets a hostile value run", () => {
  const random = numbers(Number(process.env["SEC_TS_SEED"] ?? 7));
  const next = (): number => random.next().value as number;
  const count = Number(process.env["SEC_TS_RUNS"] ?? 60);
  let accepted = 0;
  while (accepted < count) {
    const line = Array.from({ length: 2 + (next() % 14) }, () => TOKENS[next() % TOKENS.length]!).join("");
    const text = line.includes("$1") ? filled(line, HOSTILE) : undefined;
    if (text === undefined) continue;
    accepted += 1;
    for (const shell of SHELLS) {
      const { pwned } = run(shell, `${text}\n`);
      assert.equal(pwned, "", `${shell} with ${JSON.stringify(line)}`);
    }
  }
});
