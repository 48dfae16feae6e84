import { closeSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { namesOf } from "../../inputs/perl-glob.ts";
import { setInherited, socketPair } from "../../system/descriptor-passing.ts";
import { errorText } from "../../system/libc.ts";
import { environmentWithout, NOT_FOR_CHILDREN, startProcess } from "../../system/processes.ts";
import type { DaemonOptions } from "../option-table.ts";
import { whyNotTrusted } from "../ownership.ts";
import { inputSettings } from "../settings.ts";

const PROGRAM = fileURLToPath(new URL(`opener${extname(import.meta.url)}`, import.meta.url));
/** It keeps little. */
const NODE_OPTIONS = ["--disable-sigusr1", "--max-old-space-size=64", "--max-semi-space-size=1"];
const STANDARD_ERROR = 2;

/**
 * Starts the opener, with the rights that we still have, if there is an input that we could not read without
 * them: `mayRead` tells. Returns the socket that leads to it.
 */
export function splitOffOpener(
  args: readonly string[],
  options: DaemonOptions,
  mayRead: (name: string) => boolean,
): number | undefined {
  const { patterns } = inputSettings(options);
  const isNeeded = patterns.some(({ pattern }) => {
    const names = namesOf(pattern);
    return names.length === 0 || names.some((name) => name !== "-" && !mayRead(name));
  });
  return isNeeded ? startOpener(args, options) : undefined;
}

/** The opener reads the options itself, for as long as nobody but root can have changed them. */
function startOpener(args: readonly string[], options: DaemonOptions): number {
  const resources = process.env["SECRC"];
  const isTrusted = !resources || whyNotTrusted(resources) === undefined;
  const words = isTrusted ? args : options.input.map((value) => `--input=${value}`);
  const [ours, theirs] = socketPair();
  const started = startProcess({
    program: process.execPath,
    arguments: [process.execPath, ...nodeOptions(), PROGRAM, ...words].map(bytesOf),
    descriptors: [theirs, STANDARD_ERROR, STANDARD_ERROR],
    environment: environmentWithout(isTrusted ? NOT_FOR_CHILDREN : NOR_RESOURCES),
  });
  closeSync(theirs);
  if ("errno" in started) throw new Error(`Can't start the opener of inputs (${errorText(started.errno)})`);
  setInherited(ours, true);
  return ours;
}

const NOR_RESOURCES = new RegExp(`^SECRC$|${NOT_FOR_CHILDREN.source}`);

/** Sources can only be read by a Node that compiles machine code. */
function nodeOptions(): readonly string[] {
  return extname(PROGRAM) === ".ts" ? NODE_OPTIONS : [...NODE_OPTIONS, "--jitless"];
}

function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
