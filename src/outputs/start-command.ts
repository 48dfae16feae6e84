import { accessSync, constants, writeSync } from "node:fs";
import { EAGAIN, ENOEXEC, ENOMEM, errorText } from "../system/libc.ts";
import {
  type Environment,
  environmentWithout,
  NOT_FOR_CHILDREN,
  type Started,
  startProcess,
  withVariable,
} from "../system/processes.ts";
import type { CommandLine } from "./command-line.ts";

const STANDARD_ERROR = 2;

/** Tells a command whether it has been started for the same reason before. */
const EFFECT_ID = "SEC_TS_EFFECT_ID";

let ours: Environment | undefined;

/**
 * Reads the environment of commands: later we may have hidden our own from everybody, ourselves included. A
 * resource file that only the unit names is not for commands.
 */
export function readEnvironment(isUnit: boolean): void {
  ours ??= environmentWithout(isUnit ? new RegExp(`^SECRC$|${NOT_FOR_CHILDREN.source}`) : NOT_FOR_CHILDREN);
}

/**
 * Starts what a command line says. A program that cannot be executed is reported on standard error, and a
 * process that ends with exit code 1 is started in its stead: the reference forks first and fails then.
 */
export function startCommand(
  line: CommandLine,
  [input, output]: readonly [number, number],
  folder: string | undefined,
  effectId: string | undefined,
): Started {
  ours ??= environmentWithout(NOT_FOR_CHILDREN);
  const environment = effectId === undefined ? ours : withVariable(ours, `${EFFECT_ID}=${effectId}`);
  const errors = line.joinsErrors ? output : STANDARD_ERROR;
  const place = { descriptors: [input, output, errors], environment, folder } as const;
  const shell = (words: readonly string[]): Started =>
    startProcess({ program: "/bin/sh", arguments: ["sh", ...words], ...place });
  const { program, arguments: words } = line;
  if (program !== undefined) {
    const started = startProcess({ program, arguments: words, ...place });
    if ("pid" in started) return started;
    // A script without a first line that names its interpreter.
    if (started.errno === ENOEXEC) return shell([inPath(program), ...words.slice(1)]);
    if (started.errno === EAGAIN || started.errno === ENOMEM) return started;
    complain(errors, `Can't exec "${program}": ${errorText(started.errno)}\n`);
  }
  return shell(["-c", "exit 1"]);
}

function complain(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, Buffer.from(text, "latin1"));
  } catch {
    // There is no place left to say it.
  }
}

/** The file of a program, looked for as execvp(3) does. */
function inPath(program: string): string {
  if (program.includes("/")) return program;
  const folders = (process.env["PATH"] ?? "/bin:/usr/bin").split(":");
  const files = folders.map((folder) => `${folder === "" ? "." : folder}/${program}`);
  return files.find(isExecutable) ?? program;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(Buffer.from(file, "latin1"), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
