import type { Random } from "../fuzz/random.ts";
import type { Case } from "./cases.ts";

/** What is put into a text: what has a meaning in rule files, and what is easily typed by mistake. */
// biome-ignore format: a table
const PIECES: readonly string[] = [
  "\\", "\\\n", "\\ \n", "\n", "\n\n", "\r", "\t", " ", "  ", "#", "=", " = ", ";", ";;", "(", ")",
  "()", "\\(", "\\)", "((", "))", "[", "]", "{", "}", "'", '"', "`", "|", "||", "&", "&&", "!", "-",
  "->", ":>", "%", "%s", "%%", "%a", "%.nl", "$", "$1", "$$", "$0", "${1}", "$+{a}", "$:{a:b}", "\xa0",
  "\x85", "\xff", "\xc3\xa4", "\v", "\f", "0", "1", "-1", "+5", "007", "1.5", "*", "*/5", "1-5", ",",
  "/", "^", ".", "+", "?", ":", "N", "if %a ", "else ", "while %a ", "none", "varset ", "varset a",
  "sub { 1 }", "=( 1 )", "label=x\n", "rem=x\n", "type=Single\n", "desc=d\n", "desc2=d\n",
  "ptype=SubStr\n", "pattern=x\n", "action=none\n", "window=5\n", "thresh=2\n", "continue=TakeNext\n",
  "context=A\n", "varmap=a=1\n", "GoTo ", "TakeNext", "Yes", "No", "(?i)", "(?<a>", "(?:", "\\d",
  "\\b", "[a-z]", "{2}", "{2,1}", "\\1", "\\x",
];

/** One small change, such as a slip of the hand makes; mostly in a value, and not in its keyword. */
function changed(text: string, random: Random): string {
  const lines = text.split("\n");
  const line = random.below(lines.length);
  switch (random.below(16)) {
    case 0:
      return lines.toSpliced(line, 1).join("\n");
    case 1:
      return lines.toSpliced(random.between(0, lines.length), 0, lines[line]!).join("\n");
    case 2:
      return lines.with(line, lines[line]!.toUpperCase()).join("\n");
    case 3:
      return changedAt(text, random.between(0, text.length), random);
    default: {
      const value = lines[line]!.indexOf("=") + 1;
      const at = random.between(value, lines[line]!.length);
      return lines.with(line, changedAt(lines[line]!, at, random)).join("\n");
    }
  }
}

function changedAt(text: string, at: number, random: Random): string {
  const removed = random.pick([0, 0, 0, 1, 1, 2, 5]);
  const twice = text.slice(at, at + 1).repeat(2);
  const added = random.weighted([
    [4, random.pick(PIECES)],
    [1, random.pick(PIECES) + random.pick(PIECES)],
    [1, twice],
    [1, ""],
  ]);
  return text.slice(0, at) + added + text.slice(at + removed);
}

/** A value of one rule file in a field of another, or one file after the other. */
function crossed(text: string, other: string, random: Random): string {
  const lines = text.split("\n");
  const field = /^[a-z0-9]+=/.exec(random.pick(lines))?.[0];
  if (field === undefined) return `${text}${random.pick(["", "\n", "\\\n"])}${other}`;
  const same = other.split("\n").filter((line) => line.startsWith(field));
  const value = random.pick(same.length > 0 ? same : other.split("\n").map((line) => field + line));
  return lines.map((line) => (line.startsWith(field) ? value : line)).join("\n");
}

/**
 * Rule files that come from others by a few changes, the same for the same state of `random`. They are to
 * come from valid ones: what is faulty is seldom anything else after a change.
 */
export function mutations(valid: readonly Case[], count: number, random: Random): Case[] {
  return Array.from({ length: count }, (_, number) => {
    const { topic, name, text } = random.pick(valid);
    let mutant = random.chance(0.4) ? crossed(text, random.pick(valid).text, random) : text;
    const changes = random.weighted([
      [6, 1],
      [2, 2],
      [1, 3],
    ]);
    for (let change = 0; change < changes; change += 1) mutant = changed(mutant, random);
    return { topic: "mutations", name: `${number} of ${topic}: ${name}`, text: mutant };
  });
}
