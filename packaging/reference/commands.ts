import type { Command } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/index.ts";
import { argument, item, list, sentences, text } from "./mdoc.ts";

/** Every subcommand by its name. */
export async function allCommands(): Promise<Readonly<Record<string, Command>>> {
  const loaded = Object.entries(COMMANDS).map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loaded));
}

/** Every subcommand, with its words and options. */
export async function commands(): Promise<string> {
  return Object.entries(await allCommands())
    .map(([name, command]) => section(name, command))
    .join("\n");
}

/** One line for every subcommand. */
export async function synopses(): Promise<string> {
  return Object.entries(await allCommands())
    .map(([name, { synopsis }]) => `.Nm\n.Cm ${name}\n${text(synopsis)}`)
    .join("\n");
}

function section(name: string, { summary, synopsis, options, actions }: Command): string {
  const words = Object.entries(actions ?? {}).map(([word, does]) => item(`Cm ${word}`, sentences(does)));
  const flags = Object.entries(options ?? {})
    .filter(([option]) => option !== "help")
    .map(([option, { describe, type, choices, default: standard }]) => {
      const value = choices ? choices.map((choice) => `Cm ${choice}`).join(" | ") : `Ar ${argument("value")}`;
      const tag = type === "boolean" ? `Fl -${option}` : `Fl -${option} Ns = Ns ${value}`;
      const shown =
        standard === undefined || standard === false || standard === "" ? [] : [`Default: ${standard}`];
      return item(tag, sentences(describe), ...shown.map(sentences));
    });
  return [
    `.Ss sec-ts ${name}`,
    ".Nm",
    `.Cm ${name}`,
    text(synopsis),
    ".Pp",
    sentences(summary),
    ...(words.length > 0 ? [list(words)] : []),
    ...(flags.length > 0 ? [list(flags)] : []),
  ].join("\n");
}
