import { manualParagraphs, type Paragraph } from "./manual-text.ts";
import type { ConformanceCase } from "./outcome.ts";

/** A ruleset of the manual under construction: its files, and the events that the manual shows after it. */
interface Example {
  readonly section: string;
  readonly files: Map<string, string[]>;
  readonly events: string[];
}

const START = 1_000_000_000;
const LONGEST_PAUSE_SECONDS = 900;
const LAST_PAUSE_SECONDS = 1000;
const RULE = /^\s*(type|label)=/;
const FRAGMENT = /^\s*(action|context|ptype)=/;
const COMMENT = /^\s*#/;
const FILE_COMMENT = /^#\s*(?:the content of|This rule appears in) (\S+)/m;
const EVENT = /^(?:[A-Z][a-z]{2}\s+\d+\s+\d\d:\d\d:\d\d |[\d.]+ - - \[)/;

/** Lines that every example receives, for those which the manual explains in words. */
const LINES = [
  "AAABBBCCCDDD",
  "BBBCCCDDD",
  "CCCDDD",
  "DDD",
  "Test: 19",
  "Test: 787",
  "Test2: 19 787",
  "EVENT_A",
  "EVENT_B",
  "EVENT_A",
  "EVENT_B",
  "abc three",
  "This is a test1",
  "This is a test2",
  "12 4",
  "12 0",
];

/**
 * Every rule, action list, context expression and pattern that the installed manual shows, as cases. What
 * would leave the machine (mail, ping, network) has stand-ins. Nothing of the manual is stored.
 */
export function manualExamples(): ConformanceCase[] {
  const seen = new Map<string, number>();
  return examples(manualParagraphs()).map((example) => {
    const section = example.section
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
    const number = (seen.get(section) ?? 0) + 1;
    seen.set(section, number);
    return conformanceCase(`manual/${section}-${number}`, example);
  });
}

function examples(paragraphs: readonly Paragraph[]): Example[] {
  const found: Example[] = [];
  let current: Example | undefined;
  let file = "rules.conf";
  for (const paragraph of paragraphs) {
    const text = paragraph.lines.join("\n");
    if (paragraph.prose) current = undefined;
    else if (paragraph.lines.every((line) => EVENT.test(line))) found.at(-1)?.events.push(...paragraph.lines);
    else if (FRAGMENT.test(text)) {
      found.push({ ...start(paragraph.section), files: new Map([["rules.conf", [ruleAround(text)]]]) });
      current = undefined;
    } else if (COMMENT.test(text) || RULE.test(text)) {
      if (!current) {
        file = "rules.conf";
        current = start(paragraph.section);
      }
      file = FILE_COMMENT.exec(text)?.[1]?.replace(/.*\//, "") ?? file;
      if (RULE.test(withoutComments(text))) {
        if (current.files.size === 0) found.push(current);
        current.files.set(file, [...(current.files.get(file) ?? []), text]);
      }
    } else current = undefined;
  }
  return found;
}

function start(section: string): Example {
  return { section, files: new Map(), events: [] };
}

function withoutComments(text: string): string {
  return text
    .split("\n")
    .filter((line) => !COMMENT.test(line))
    .join("\n");
}

/** Completes an action list, a context expression or a pattern to a rule. */
function ruleAround(fragment: string): string {
  const parts = ["type=Single", "continue=TakeNext"];
  if (!/^\s*ptype=/m.test(fragment)) parts.push("ptype=RegExp", "pattern=^(\\S+) (\\S+)");
  parts.push(fragment, "desc=fragment $1");
  if (!/^\s*action=/m.test(fragment)) parts.push("action=write - matched $0: $1 $2 $+{hostname} $+{ip}");
  return parts.join("\n");
}

function conformanceCase(name: string, { files, events }: Example): ConformanceCase {
  return {
    name,
    files: Object.fromEntries(
      [...files].map(([file, rules]) => [file, `${rules.map(withStandIns).join("\n\n")}\n`]),
    ),
    trace: traceOf([...events, ...LINES]),
    options: [],
  };
}

/** Takes the outside world out of a rule; what would be mailed is written to standard output. */
function withStandIns(rule: string): string {
  return rule
    .replaceAll(/\s+(?:\\\n\s*)?\/bin\/mail\b[^;)\n\\]*/g, " ")
    .replaceAll(/\/bin\/ping\b[^\n]*/g, "/bin/true")
    .replaceAll(/\/usr\/bin\/(?:nc|logger)\b[^;\n]*/g, "echo started")
    .replaceAll(/\/bin\/tail -f \S+/g, "echo tailed")
    .replaceAll(/\b(?:shellcmd|cmdexec)\b/g, "logonly")
    .replaceAll(/\b(?:udgram|udpsock|tcpsock|owritecl) \S+/g, "write -")
    .replaceAll(/\bwrite \/\S+/g, "write -")
    .replaceAll(/\bexec \/usr\S+ \S+/g, "echo executed")
    .replaceAll(/\/(?:var\/(?:log|lib\/sec)|tmp)\//g, "");
}

/** Gives each line the time that its timestamp has after the line before; a second where it has none. */
function traceOf(lines: readonly string[]): string {
  let now = START;
  let before: number | undefined;
  const timed = lines.map((line) => {
    const stamp = /(\d\d):(\d\d):(\d\d)/.exec(line);
    const second = stamp ? Number(stamp[1]) * 3600 + Number(stamp[2]) * 60 + Number(stamp[3]) : undefined;
    const pause = second !== undefined && before !== undefined ? second - before : 1;
    now += Math.min(Math.max(pause, 0), LONGEST_PAUSE_SECONDS);
    before = second;
    return `@${now} ${line}`;
  });
  return [...timed, `@${now + LAST_PAUSE_SECONDS}`].join("\n");
}
