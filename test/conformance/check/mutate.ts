import type { Random } from "../fuzz/random.ts";
import type { Case } from "./cases.ts";

/** What is put into a text: what has a meaning in rule files, and what is easily typed by mistake. */
// biome-ignore format: a table
const PIECES: readonly string[] = [
  "\\", "\\\n", "\\ \n", "\n", "\n\n", "\r", "\t", " ", "  ", "#", "=", " = ", ";", ";;", "(", ")", "()", "\\(", "\\)",
  "((", "))", "[", "]", "{", "}", "'", '"', "`", "|", "||", "&", "&&", "!", "-", "->", ":>", "%", "%s", "%%", "%a", "%.nl",
  "$", "$1", "$$", "$0", "${1}", "$+{a}", "$:{a:b}", "\0", "\xa0", "\x85", "\xff", "\xc3\xa4", "\v", "\f", "0", "1", "-1",
  "+5", "007", "1.5", "*", "*/5", "1-5", ",", "/", "^", ".", "+", "?", ":", "N", "if %a ", "else ", "while %a ", "none",
  "varset ", "varset a", "sub { 1 }", "=( 1 )", "label=x\n", "rem=x\n", "type=Single\n", "desc=d\n", "desc2=d\n",
  "ptype=SubStr\n", "pattern=x\n", "action=none\n", "window=5\n", "thresh=2\n", "continue=TakeNext\n", "context=A\n",
  "varmap=a=1\n", "GoTo ", "TakeNext", "Yes", "No", "(?i)", "(?<a>", "(?:", "\\d", "\\b", "[a-z]", "{2}", "{2,1}", "\\1", "\\x",
];

/** One small change of a text, such as a slip of the hand makes. */
function changed(text: string, random: Random): string {
  const at = random.between(0, text.length);
  const length = random.between(1, 4);
  const lines = text.split("\n");
  const line = random.between(0, lines.length - 1);
  switch (random.between(0, 8)) {
    case 0:
    case 1:
    case 2:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(at + length);
    case 4:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at + length);
    case 5:
      return lines.toSpliced(line, 1).join("\n");
    case 6:
      return lines.toSpliced(random.between(0, lines.length), 0, lines[line]!).join("\n");
    case 7:
      return lines.with(line, lines[line]!.toUpperCase()).join("\n");
    default:
      return text.slice(0, at) + text.slice(at, at + 1).repeat(2) + text.slice(at + 1);
  }
}

/** A value of one rule file in a field of another, or one file after the other. */
function crossed(text: string, other: string, random: Random): string {
  const lines = text.split("\n");
  const field = /^([a-z0-9]+=)/.exec(lines[random.between(0, lines.length - 1)]!)?.[1];
  const values = other.split("\n").map((line) => line.slice(line.indexOf("=") + 1));
  if (field === undefined) return `${text}${random.pick(["", "\n", "\\\n"])}${other}`;
  const value = random.pick(values);
  return lines.map((line) => (line.startsWith(field) ? field + value : line)).join("\n");
}

/** Rule files that come from others by a few changes; the same for the same state of `random`. */
export function mutations(cases: readonly Case[], count: number, random: Random): Case[] {
  return Array.from({ length: count }, (_, number) => {
    const { topic, name, text } = random.pick(cases);
    let mutant = random.between(0, 2) === 0 ? crossed(text, random.pick(cases).text, random) : text;
    for (let changes = random.between(1, 3); changes > 0; changes -= 1) mutant = changed(mutant, random);
    return { topic: "mutations", name: `${number} of ${topic}: ${name}`, text: mutant };
  });
}
