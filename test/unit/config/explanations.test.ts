import assert from "node:assert/strict";
import { test } from "node:test";
import type { DiagnosticDefinition } from "../../../src/config/diagnostics/diagnostic.ts";
import { DIAGNOSTICS, type DiagnosticCode } from "../../../src/config/diagnostics/index.ts";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import type { ShellVariables } from "../../../src/core/templates/shell-template.ts";
import { checkPerlFunctions } from "../../../src/perl/check-syntax.ts";

/** Their examples are command lines, or hang on what is installed. */
const NOT_ABOUT_TEXTS: ReadonlySet<string> = new Set<DiagnosticCode>([
  "unreadable-file",
  "not-a-file",
  "no-file-found",
  "perl-not-found",
  "needs-perl",
]);

const ANY_VALUE = { ptype: "RegExp", pattern: "(x)", desc: "d", action: "none" };
/** The fields that an example leaves out, by the type that it gives or that its first field belongs to. */
const USUAL_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Single: ANY_VALUE,
  SingleWithThreshold: { ...ANY_VALUE, window: "60", thresh: "2" },
  Calendar: { time: "* * * * *", desc: "d", action: "none" },
  EventGroup: { ...ANY_VALUE, window: "60" },
  Options: {},
  Suppress: { ptype: "SubStr", pattern: "x" },
};
const TYPE_OF_FIELD: Readonly<Record<string, string>> = {
  window: "SingleWithThreshold",
  time: "Calendar",
  egpattern: "EventGroup",
  egptype: "EventGroup",
  multact: "EventGroup",
  procallin: "Options",
};
const DEEP = `${"(".repeat(101)}A${")".repeat(101)}`;

/** An example with the fields that it leaves out, or stands `…` for: nothing else may be wrong with it. */
function wholeRules(example: string): string {
  return example
    .replaceAll("((((…))))", DEEP)
    .replace(/ {2,}\(.*\)$/gm, "")
    .split("\n\n")
    .map(wholeRule)
    .join("\n\n");
}

function wholeRule(fields: string): string {
  if (fields.startsWith("#")) return fields;
  const lines = fields.split("\n").filter((line) => line !== "…");
  const given = lines.map((line) => line.slice(0, Math.max(0, line.indexOf("="))));
  const typed = lines.find((line) => line.startsWith("type="))?.slice("type=".length);
  if (typed !== undefined && !fields.includes("…")) return fields;
  const type = typed ?? given.map((name) => TYPE_OF_FIELD[name]).find((known) => known) ?? "Single";
  const missing = Object.entries(USUAL_FIELDS[type] ?? {}).filter(([name]) => !given.includes(name));
  const first = typed === undefined ? [`type=${type}`] : [];
  return [...first, ...missing.map(([name, value]) => `${name}=${value}`), ...lines].join("\n");
}

function digest(rule: string): string {
  return rule;
}

/** What `--shell-vars` has to be for a diagnostic. */
const SHELL_VARIABLES: Partial<Record<DiagnosticCode, ShellVariables>> = {
  "unquotable-shell-variable": "escape",
  "shell-variable": "refuse",
};

function codesOf(example: string, shellVariables?: ShellVariables): readonly string[] {
  const text = `${wholeRules(example)}\n`;
  const bufferSize = Number(/--bufsize=(\d+)\)$/.exec(example)?.[1] ?? 0);
  const functions = new Set<string>();
  parseRuleFile("example", text, { digest, perl: (code) => void functions.add(code) });
  const verdicts = checkPerlFunctions(functions);
  const faults = verdicts.kind === "checked" ? verdicts.faults : new Map<string, never>();
  const options = { digest, bufferSize, shellVariables, perl: (code: string) => faults.get(code) };
  return parseRuleFile("example", text, options).diagnostics.map(({ code }) => code);
}

for (const [code, definition] of Object.entries(DIAGNOSTICS)) {
  if (NOT_ABOUT_TEXTS.has(code)) continue;
  const { wrong, right }: DiagnosticDefinition = definition;
  test(`the examples of ${code} are what they are said to be`, () => {
    const shell = SHELL_VARIABLES[code as DiagnosticCode];
    const found = codesOf(wrong, shell);
    assert.ok(found.includes(code), `${wholeRules(wrong)}\ngives ${found.join(" ")}`);
    // A file of an Options rule alone is without rules; where a rule is faulty, its fault is there as well.
    const rest = codesOf(right, shell).filter((other) => other !== "no-rules" || code === "no-rules");
    assert.deepEqual(rest, [], wholeRules(right));
  });
}
