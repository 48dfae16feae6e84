import { suggestion } from "../../config/suggest.ts";
import type { ArgumentDefinition, RequestDefinition } from "../../daemon/control/definition.ts";
import { REQUESTS } from "../../daemon/control/requests/index.ts";
import { normaliseArguments } from "../arguments.ts";
import type { CommandOption } from "../command.ts";

/** Where an instance of the unit has its socket. */
const RUNTIME_FOLDER = "/run/sec-ts";
const USUAL_TIMEOUT_SECONDS = 60;

/** What the command line asks for. */
export interface CtlArguments {
  readonly socket: string;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly definition: RequestDefinition;
  /** Arguments of the request; texts are bytes, one a character. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** Options of `sec-ts ctl` beside those of the requests, for the help and the manual. */
export const CTL_OPTIONS = {
  socket: { value: "path", summary: `the socket; ${RUNTIME_FOLDER}/control if nothing is said` },
  instance: {
    value: "name",
    summary: `the instance sec-ts@NAME: its socket is ${RUNTIME_FOLDER}/NAME/control`,
  },
  json: { value: undefined, summary: "print JSON" },
  timeout: {
    value: "seconds",
    summary: `wait so long for an answer, ${USUAL_TIMEOUT_SECONDS} if nothing is said`,
  },
} as const;

/** All options, those of the requests too, as the manual and the completion want them. */
export function commandOptions(): Readonly<Record<string, CommandOption>> {
  const own = Object.entries(CTL_OPTIONS).map(([name, { value, summary }]): [string, CommandOption] => [
    name,
    { describe: summary, type: value === undefined ? "boolean" : "string" },
  ]);
  const others = Object.values(REQUESTS).flatMap((request) =>
    Object.entries(request.arguments)
      .filter(([, { positional }]) => !positional)
      .map(([name, { kind, summary }]): [string, CommandOption] => [
        name,
        { describe: `${request.name}: ${summary}`, type: kind === "flag" ? "boolean" : "string" },
      ]),
  );
  return Object.fromEntries([...own, ...others]);
}

const FLAGS: readonly string[] = ["json", "help"];

/** Reads the arguments; throws with a message for the user. `undefined` stands for help. */
export function readCtlArguments(args: readonly string[]): CtlArguments | "help" {
  const { words, options } = split(args);
  if (options.has("help")) return "help";
  const [name, ...positional] = words;
  if (name === undefined) throw new Error("which request? --help lists them");
  const definition = Object.hasOwn(REQUESTS, name) ? REQUESTS[name] : undefined;
  if (!definition) {
    const similar = suggestion(name, Object.keys(REQUESTS));
    throw new Error(
      `there is no request '${name}'; ${similar ? `did you mean '${similar}'?` : "--help lists them"}`,
    );
  }
  return {
    socket: socketOf(options),
    json: options.has("json"),
    timeoutMs: timeoutOf(options.get("timeout")) * 1000,
    definition,
    request: requestArguments(definition, positional, options),
  };
}

/** Words, and options with their values; what stands after `--` are words. */
function split(args: readonly string[]): {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
} {
  const all = Object.values(REQUESTS).flatMap((request) => Object.entries(request.arguments));
  const own = all.filter(([, { positional }]) => !positional);
  const flags = [...FLAGS, ...own.filter(([, { kind }]) => kind === "flag").map(([name]) => name)];
  const names = [...Object.keys(CTL_OPTIONS), "help", ...own.map(([name]) => name)];
  const words: string[] = [];
  const options = new Map<string, string>();
  let rest = false;
  for (const argument of normaliseArguments(args, names, flags)) {
    const [, name, value] = /^--([a-z][a-z-]*)(?:=([^]*))?$/.exec(argument) ?? [];
    if (rest || name === undefined) {
      if (!rest && argument === "--") rest = true;
      else if (!rest && argument === "-h") options.set("help", "");
      else if (!rest && /^-./.test(argument)) throw new Error(`there is no option ${argument}`);
      else words.push(argument);
      continue;
    }
    if (!names.includes(name)) throw new Error(`there is no option --${name}`);
    if (flags.includes(name) && value !== undefined) throw new Error(`--${name} takes no value`);
    options.set(name, unquoted(value ?? ""));
  }
  return { words, options };
}

/** Values that are in quotes have been put into one more pair. */
function unquoted(value: string): string {
  return /^"(["'])[^]*\1"$/.test(value) ? value.slice(1, -1) : value;
}

function socketOf(options: ReadonlyMap<string, string>): string {
  const socket = options.get("socket");
  const instance = options.get("instance");
  if (socket !== undefined && instance !== undefined) {
    throw new Error("--socket and --instance exclude each other");
  }
  if (instance !== undefined && !/^[\w:.\\-]+$/.test(instance.replaceAll("@", "-"))) {
    throw new Error("the name of an instance has only letters, digits and the signs : - _ . \\");
  }
  if (instance === "." || instance === "..") throw new Error("this is not the name of an instance");
  return socket ?? `${RUNTIME_FOLDER}/${instance === undefined ? "" : `${instance}/`}control`;
}

function timeoutOf(value: string | undefined): number {
  if (value === undefined) return USUAL_TIMEOUT_SECONDS;
  const seconds = Number(value);
  if (!(seconds > 0 && seconds <= 86_400)) throw new Error("--timeout wants a number of seconds");
  return seconds;
}

function requestArguments(
  definition: RequestDefinition,
  positional: readonly string[],
  options: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  let words = positional;
  for (const [name, argument] of Object.entries(definition.arguments)) {
    const value = argument.positional ? words[0] : options.get(name);
    if (argument.positional) words = words.slice(1);
    if (value !== undefined) given[name] = argumentValue(name, argument, value);
    else if (argument.required) throw new Error(`${definition.name} wants ${name.toUpperCase()}`);
  }
  if (words.length > 0) throw new Error(`'${words[0]}' is one argument too many for ${definition.name}`);
  for (const name of options.keys()) {
    const known = Object.hasOwn(CTL_OPTIONS, name) || Object.hasOwn(definition.arguments, name);
    if (!known) throw new Error(`${definition.name} has no option --${name}`);
  }
  return given;
}

function argumentValue(name: string, { kind, range }: ArgumentDefinition, value: string): unknown {
  if (kind === "flag") return true;
  if (kind === "text") return Buffer.from(value).toString("latin1");
  const [least, most] = range ?? [0, Number.MAX_SAFE_INTEGER];
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new Error(`${name.toUpperCase()} is a number from ${least} to ${most}`);
  }
  return number;
}
