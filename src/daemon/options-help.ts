import { DAEMON_OPTIONS, type OptionDefinition, OWN_OPTIONS } from "./option-table.ts";

const COLUMN = 34;
const WIDTH = 80;

function isOwn(name: string): boolean {
  return Object.hasOwn(OWN_OPTIONS, name);
}

/** The list of options, for a terminal 80 columns wide, and what the subcommands are. */
export function optionsHelp(commands: string): string {
  const all = Object.entries(DAEMON_OPTIONS as Readonly<Record<string, OptionDefinition>>);
  const lines = (own: boolean): string =>
    all
      .filter(([name]) => isOwn(name) === own)
      .map(([name, definition]) => optionLines(name, definition))
      .join("");
  return [
    "Usage: sec-ts [options]\n\n",
    "Runs SEC rule files over log lines as they arrive. Options begin with one dash\n",
    "or two; names may be cut short; a value follows '=' or a blank.\n\n",
    `Options of SEC:\n${lines(false)}\n`,
    `Other options, written in full:\n${lines(true)}\n`,
    `Commands beside this (sec-ts COMMAND --help):\n${commands}`,
  ].join("");
}

function optionLines(name: string, { kind, value, initial, summary }: OptionDefinition): string {
  const head = kind === "flag" ? `--[no]${name}` : value === undefined ? `--${name}` : `--${name}=<${value}>`;
  const isShown = initial !== undefined && initial !== false && initial !== 0;
  const standard = kind === "flag" ? (initial ? "on" : "off") : String(initial);
  const words = isShown || kind === "flag" ? `${summary} (${standard})` : summary;
  const [first = "", ...rest] = wrap(words, WIDTH - COLUMN);
  const left = `  ${head}`;
  const begin = left.length < COLUMN ? left.padEnd(COLUMN) + first : `${left}\n${" ".repeat(COLUMN)}${first}`;
  return [begin, ...rest.map((line) => " ".repeat(COLUMN) + line)].map((line) => `${line}\n`).join("");
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
