import { writeFileSync } from "node:fs";
import { MESSAGES_FILE, readTexts, VERDICTS_FILE } from "./cases.ts";
import { judge, type Message } from "./reference.ts";

function messageText({ level, about, line, text }: Message): string {
  return `${level === 2 ? "error" : "warning"} ${about}${about === "file" ? "" : ` ${line}`}: ${text}`;
}

/** An object with one entry per line, so that a change of one case is a change of one line. */
function writeEntries(file: string, entries: readonly (readonly [string, unknown])[]): void {
  const body = entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  writeFileSync(file, `{\n${body.join(",\n")}\n}\n`);
}

const judgements = judge(readTexts(), { confirm: process.argv.includes("--confirm") });
writeEntries(
  VERDICTS_FILE,
  judgements.map(({ key, verdict }) => [key, verdict]),
);
writeEntries(
  MESSAGES_FILE,
  judgements.map(({ key, messages }) => [key, messages.map(messageText)]),
);
