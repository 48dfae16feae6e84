import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, keyOf, type Verdict } from "./cases.ts";

/** A log message: its level (2 error, 3 warning), what it is about and where (0 for a file), and the text. */
export type Message = {
  readonly level: 2 | 3;
  readonly about: "rule" | "line" | "file";
  readonly line: number;
  readonly text: string;
};

export type Judgement = {
  readonly key: string;
  readonly verdict: Verdict;
  readonly messages: readonly Message[];
};

type Run = { readonly exit: number; readonly log: readonly string[] };

const ERROR_LEVEL = 2;
const WARNING_LEVEL = 3;
const DEBUG_LEVEL = 6;
const LOG_TIME = /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}: /m;
/** Without it, the messages about missing fields come in another order in each run. */
const FIXED_HASH_ORDER = { PERL_HASH_SEED: "0", PERL_PERTURB_KEYS: "0" };
/** Perl's own messages name the line of the reference's source, and how many lines it has read. */
const WHERE_IN_REFERENCE = / at \S+\/sec line \d+(?:, <\$\w+> (?:line|chunk) \d+)?\./g;
const WHERE_IN_INPUT = /, <\$\w+> (?:line|chunk) \d+\./g;
const UNCOMPILED = /^(?:Eval '|Invalid regular expression '|Invalid function ')/;
const READING = "Reading configuration from ";

/** A message without what differs from run to run. */
function constant(message: string): string {
  return message
    .replace(WHERE_IN_REFERENCE, "")
    .replace(WHERE_IN_INPUT, ".")
    .replace(/\(eval \d+\)/g, "(eval N)")
    .replace(/\(0x[0-9a-f]+\)/g, "(0xN)")
    .replace(/ \(@INC contains: [^)]*\)/g, "")
    .trimEnd();
}

function runReference(folder: string, pattern: string, level: number): Run {
  const logFile = join(folder, `log-${level}`);
  rmSync(logFile, { force: true });
  const { status, error } = spawnSync(
    "sec",
    ["--testonly", `--debug=${level}`, `--log=${logFile}`, `--conf=${join(folder, pattern)}`],
    { env: { ...process.env, ...FIXED_HASH_ORDER } },
  );
  if (error) throw error;
  // The log of a run without errors may be empty; a message may hold newlines, so it lasts to the next time.
  const log = readFileSync(logFile, "latin1")
    .replace(/\n$/, "")
    .split(new RegExp(LOG_TIME, "gm"))
    .slice(1)
    .map(constant);
  return { exit: status ?? -1, log };
}

type Logged = { readonly level: number; readonly text: string };

/** Every message with its level: a run at a level logs what is of that level or below, in the same order. */
function levels(folder: string, pattern: string): Logged[] {
  const lower = [ERROR_LEVEL, WARNING_LEVEL].map((level) => ({
    level,
    log: runReference(folder, pattern, level).log,
    next: 0,
  }));
  const messages = runReference(folder, pattern, DEBUG_LEVEL).log.map((text) => {
    let level = DEBUG_LEVEL;
    for (const run of lower) {
      if (run.log[run.next] !== text) continue;
      run.next += 1;
      level = Math.min(level, run.level);
    }
    return { level, text };
  });
  // A text that differs from run to run would give all later messages a wrong level.
  if (lower.some(({ next, log }) => next !== log.length)) throw new Error("the logs of the runs differ");
  return messages;
}

/** Removes the file's name, and takes the line out of the text. */
function anonymous(level: 2 | 3, text: string, file: string): Message {
  const rule = `Rule in ${file} at line `;
  if (text.startsWith(rule)) {
    const [, line, rest] = /^(\d+): (.*)$/s.exec(text.slice(rule.length))!;
    return { level, about: "rule", line: Number(line), text: rest! };
  }
  const single = `${file} line `;
  if (text.startsWith(single)) {
    const [, line, rest] = /^(\d+) (.*)$/s.exec(text.slice(single.length))!;
    return { level, about: "line", line: Number(line), text: rest! };
  }
  return { level, about: "file", line: 0, text: text.replaceAll(file, "FILE") };
}

function lines(messages: readonly Message[], level: number, about: Message["about"]): number[] {
  const found = messages.filter((message) => message.level === level && message.about === about);
  return [...new Set(found.map(({ line }) => line))].toSorted((a, b) => a - b);
}

/** Lines of the rules whose only fault is that Perl code or a regular expression does not compile. */
function uncompiled(messages: readonly Message[]): number[] {
  const found = messages.flatMap((message, at) => {
    if (!UNCOMPILED.test(message.text)) return [];
    // About code in a context expression the reference does not say which rule it is: the next message does.
    const rule = message.about === "rule" ? message : messages[at + 1];
    return rule?.about === "rule" ? [rule.line] : [];
  });
  return [...new Set(found)].toSorted((a, b) => a - b);
}

/** The log split by the rule file that was being read. */
function byFile(folder: string, pattern: string): Map<string, Logged[]> {
  const files = new Map<string, Logged[]>();
  let current: Logged[] = [];
  for (const message of levels(folder, pattern)) {
    if (message.text.startsWith(READING)) {
      current = [];
      files.set(message.text.slice(READING.length), current);
    } else {
      current.push(message);
    }
  }
  return files;
}

function judgement(key: string, file: string, log: readonly Logged[]): Judgement {
  const messages = log
    .filter(({ level }) => level <= WARNING_LEVEL)
    .map(({ level, text }) => anonymous(level === ERROR_LEVEL ? ERROR_LEVEL : WARNING_LEVEL, text, file));
  const rejected = lines(messages, ERROR_LEVEL, "rule");
  const loaded = log.map(({ text }) => /^(\d+) rules? loaded from /.exec(text)).find((found) => found);
  const verdict = {
    exit: messages.some(({ level }) => level === ERROR_LEVEL) ? 1 : 0,
    rules: Number(loaded?.[1] ?? 0),
    rejected,
    warned: lines(messages, WARNING_LEVEL, "rule").filter((line) => !rejected.includes(line)),
    skipped: lines(messages, ERROR_LEVEL, "line"),
    uncompiled: uncompiled(messages),
  };
  return { key, verdict, messages };
}

/**
 * Lets the installed reference judge all rule files, hundreds in each run. The exit code is that of a file on
 * its own: 1 if the log holds an error about it. With `confirm`, every such file is run alone, and all others
 * together, to see the exit code itself; a difference throws.
 */
export function judge(cases: readonly Case[], { confirm }: { readonly confirm: boolean }): Judgement[] {
  const folder = mkdtempSync(join(tmpdir(), "verdicts-"));
  try {
    const names = cases.map((_, at) => `${String(at).padStart(5, "0")}.rules`);
    cases.forEach(({ text }, at) => {
      writeFileSync(join(folder, names[at]!), text, "latin1");
    });
    const logs = byFile(folder, "*.rules");
    const judgements = cases.map((rules, at) => {
      const file = join(folder, names[at]!);
      const log = logs.get(file);
      if (!log) throw new Error(`the reference did not read "${keyOf(rules)}"`);
      return judgement(keyOf(rules), file, log);
    });
    if (confirm) {
      judgements.forEach(({ key, verdict }, at) => {
        if (verdict.exit === 0) return;
        const { exit } = runReference(folder, names[at]!, 1);
        if (exit !== verdict.exit) throw new Error(`exit code ${exit} for "${key}"`);
        rmSync(join(folder, names[at]!));
      });
      const { exit } = runReference(folder, "*.rules", 1);
      if (exit !== 0) throw new Error(`exit code ${exit} for the cases without errors`);
    }
    return judgements;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
