import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type CompileResult, compileRegex, type Regex, type RegexFault } from "../regex/index.ts";
import { argumentFault } from "./arguments.ts";
import type { Command } from "./command.ts";
import { terminalSafe } from "./terminal.ts";

const USAGE = `Usage: sec-ts regex [--flags imsxn] 'PATTERN' [FILE...]
       sec-ts regex --json

Shows what a Perl regular expression matches in each line of the files, or of
standard input, and every match variable as a rule would set it.

--json reads lines {"pat":"...","flags":"...","subj":"..."}, whose characters
are bytes 0-255, and answers {"m":[[start,end]|null,...]}, {"m":false},
{"err":"..."} or {"limit":true}.

Exit status: 0 if a line matched, 1 if none did, 2 if the pattern or an argument
is wrong.
`;

const MATCHED = 0;
const NOT_MATCHED = 1;
const WRONG = 2;

const OPTIONS = {
  flags: { type: "string", default: "", describe: "modifiers, of imsxn" },
  json: { type: "boolean", default: false, describe: "read and answer lines of JSON" },
  help: { type: "boolean", short: "h", default: false, describe: "show how it is used" },
} as const;

export const command: Command = {
  summary: "show what a regular expression matches",
  synopsis: "[--flags=imsxn] PATTERN [FILE…]",
  options: OPTIONS,
  run: runRegex,
};

/** Runs `sec-ts regex` with the arguments behind that word; the result is the exit status. */
async function runRegex(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (typeof parsed === "string") {
    process.stderr.write(`sec-ts regex: ${terminalSafe(parsed)}\n${USAGE}`);
    return WRONG;
  }
  const { flags, json, help, positionals } = parsed;
  if (help) {
    process.stdout.write(USAGE);
    return MATCHED;
  }
  if (json) return answerJson(process.stdin);
  const [pattern, ...files] = positionals.map(bytesOf);
  if (pattern === undefined) {
    process.stderr.write(USAGE);
    return WRONG;
  }
  const compiled = compileRegex(pattern, flags);
  if (!compiled.ok) {
    process.stderr.write(describeFault(pattern, compiled.fault));
    return WRONG;
  }
  process.stdout.write(describeRegex(compiled.regex));
  return showMatches(compiled.regex, files);
}

interface Arguments {
  readonly flags: string;
  readonly json: boolean;
  readonly help: boolean;
  readonly positionals: readonly string[];
}

function parseArguments(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: OPTIONS,
    });
    return { ...values, positionals };
  } catch (error) {
    return argumentFault(error);
  }
}

/** An argument comes decoded from UTF-8; patterns are bytes. */
function bytesOf(argument: string): string {
  return Buffer.from(argument, "utf8").toString("latin1");
}

function describeFault(pattern: string, { message, offset }: RegexFault): string {
  const before = terminalSafe(pattern.slice(0, offset));
  const pointer = `${" ".repeat(before.length)}^`;
  return `${terminalSafe(message)}, at column ${offset + 1}\n  ${terminalSafe(pattern)}\n  ${pointer}\n`;
}

function describeRegex(regex: Regex): string {
  const engine = regex.engine === "v8" ? "V8" : "backtracking machine";
  const hostile = regex.hostile
    ? "yes: a line that uses up the step budget counts as no match"
    : "no: every line of up to 16384 bytes is decided";
  return `engine: ${engine}: ${regex.reason}\nhostile input could be slow: ${hostile}\n`;
}

/** Watches standard output, whose reader may leave (`| head`): then there is nothing more to do. */
function openOutput(): { closed: boolean } {
  const output = { closed: false };
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    output.closed = true;
  });
  return output;
}

/** Lines of the files one after another, as bytes, without their newline. */
async function* linesOf(files: readonly string[]): AsyncGenerator<string> {
  const streams =
    files.length === 0 ? [process.stdin] : files.map((file) => createReadStream(Buffer.from(file, "latin1")));
  for (const stream of streams) {
    let rest = "";
    stream.setEncoding("latin1");
    for await (const chunk of stream) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
    if (rest !== "") yield rest;
  }
}

async function showMatches(regex: Regex, files: readonly string[]): Promise<number> {
  const output = openOutput();
  let number = 0;
  let status = NOT_MATCHED;
  try {
    for await (const line of linesOf(files)) {
      number++;
      const spans = regex.spans(line);
      if (spans !== undefined && spans !== "limit") status = MATCHED;
      process.stdout.write(describeMatch(regex, line, number, spans));
      if (output.closed) break;
    }
  } catch (error) {
    process.stderr.write(`sec-ts regex: ${terminalSafe(bytesOf((error as Error).message))}\n`);
    return WRONG;
  }
  return status;
}

function describeMatch(
  regex: Regex,
  line: string,
  number: number,
  spans: ReturnType<Regex["spans"]>,
): string {
  if (spans === undefined) return `line ${number}: no match\n`;
  if (spans === "limit") return `line ${number}: step budget used up, counts as no match\n`;
  const values = Array.from({ length: regex.groupCount + 1 }, (_, group) =>
    spans[2 * group]! < 0 ? undefined : line.slice(spans[2 * group], spans[2 * group + 1]),
  );
  const shown = [`line ${number}: ${spans[0]}-${spans[1]} matched ${quoted(values[0])}`];
  shown.push(...matchVariables(regex, line, values).map(([name, value]) => `  ${name} = ${quoted(value)}`));
  return `${shown.join("\n")}\n`;
}

/**
 * The variables as SEC sets them (manual, "PATTERN TYPES", RegExp): `$0` is the whole line, `$1` is 1 if
 * the pattern has no group, and a name stands for the first of its groups that is set.
 */
function matchVariables(
  regex: Regex,
  line: string,
  values: readonly (string | undefined)[],
): (readonly [string, string | undefined])[] {
  const numbered = values.map((value, group) => [`$${group}`, group === 0 ? line : value] as const);
  if (regex.groupCount === 0) numbered.push(["$1", "1"]);
  const named = [...regex.groupNames].map(([name, groups]) => {
    const group = groups.find((candidate) => values[candidate] !== undefined);
    return [`$+{${name}}`, group === undefined ? undefined : values[group]] as const;
  });
  return [...numbered, ...named];
}

function quoted(value: string | undefined): string {
  return value === undefined ? "undef" : `"${terminalSafe(value)}"`;
}

async function answerJson(input: NodeJS.ReadableStream): Promise<number> {
  const output = openOutput();
  let last = { key: "", compiled: compileRegex("") };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (output.closed) break;
    if (line.trim() === "") continue;
    const request = parseRequest(line);
    if (typeof request === "string") {
      process.stdout.write(`${JSON.stringify({ err: request })}\n`);
      continue;
    }
    const key = JSON.stringify([request.pat, request.flags]);
    if (last.key !== key) last = { key, compiled: compileRegex(request.pat, request.flags) };
    process.stdout.write(`${JSON.stringify(answer(last.compiled, request.subj))}\n`);
  }
  return MATCHED;
}

interface Request {
  readonly pat: string;
  readonly flags: string;
  readonly subj: string;
}

function parseRequest(line: string): Request | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not a line of JSON";
  }
  const { pat, flags = "", subj } = (value ?? {}) as Partial<Record<keyof Request, unknown>>;
  if (typeof pat !== "string" || typeof flags !== "string" || typeof subj !== "string") {
    return "pat, flags and subj must be strings";
  }
  return isBytes(pat) && isBytes(subj) ? { pat, flags, subj } : "characters must be bytes (0-255)";
}

function isBytes(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}

function answer(compiled: CompileResult, subject: string): object {
  if (!compiled.ok) return { err: `${compiled.fault.message} at column ${compiled.fault.offset + 1}` };
  const spans = compiled.regex.spans(subject);
  if (spans === "limit") return { limit: true };
  if (spans === undefined) return { m: false };
  const groups = Array.from({ length: spans.length / 2 }, (_, group) =>
    spans[2 * group]! < 0 ? null : [spans[2 * group], spans[2 * group + 1]],
  );
  return { m: groups };
}
