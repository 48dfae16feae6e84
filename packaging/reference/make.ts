// Writes manual pages and completions below a folder such as /usr/share: make.ts FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commands, synopses } from "./commands.ts";
import { completions } from "./completions.ts";
import { ownOptions, secOptions } from "./options.ts";
import { actions, conditionFieldList, patternTypes, ruleTypes } from "./rule-language.ts";

const PAGES = new URL("../man/", import.meta.url);

/** What a line `.\" @NAME` of a page stands for. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  actions,
  commands,
  "condition-fields": conditionFieldList,
  "own-options": ownOptions,
  "pattern-types": patternTypes,
  "rule-types": ruleTypes,
  "sec-options": secOptions,
  synopses,
};

/** A manual page with all its parts. */
export async function page(name: string): Promise<string> {
  const lines = readFileSync(new URL(name, PAGES), "utf8").trimEnd().split("\n");
  const filled = lines.map((line) => {
    const part = /^\.\\" @(\S+)$/.exec(line)?.[1];
    if (part === undefined) return line;
    const make = PARTS[part];
    if (!make) throw new Error(`${name} wants @${part}, which there is not`);
    return make();
  });
  return wrapped((await Promise.all(filled)).join("\n").replace("$Mdocdate$", dateOfPages()).split("\n"));
}

/** The day of the sources, as all of a package. */
function dateOfPages(): string {
  const seconds = process.env["SOURCE_DATE_EPOCH"];
  const date = seconds === undefined ? new Date() : new Date(Number(seconds) * 1000);
  return date.toLocaleDateString("en-US", { timeZone: "UTC", dateStyle: "long" });
}

/** Breaks lines of running text, which mdoc(7) joins again. Displays are left as they are. */
function wrapped(lines: readonly string[]): string {
  let display = false;
  return lines
    .map((line) => {
      display = line.startsWith(".Bd") || (display && !line.startsWith(".Ed"));
      if (display || line.startsWith(".")) return `${line}\n`;
      return `${line.replace(/(?=.{81})(.{1,80}) (?![.'])/g, "$1\n")}\n`;
    })
    .join("");
}

/** The names of all manual pages. */
export function pageNames(): readonly string[] {
  return readdirSync(PAGES).toSorted();
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("make.ts FOLDER");
  for (const name of pageNames()) put(join(folder, `man/man${name.at(-1)}`, name), await page(name));
  for (const [path, content] of Object.entries(await completions())) put(join(folder, path), content);
}
