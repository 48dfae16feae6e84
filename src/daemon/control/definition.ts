import type { Controlled } from "./controlled.ts";
import type { ControlError } from "./protocol.ts";

/** One argument of a request. */
export interface ArgumentDefinition {
  readonly kind: "flag" | "integer" | "text";
  readonly summary: string;
  /** On the command line it stands without its name; otherwise it is an option. */
  readonly positional?: true;
  readonly required?: true;
  /** The least and the greatest integer. */
  readonly range?: readonly [number, number];
}

/** Arguments that were given, by their names. */
export type Arguments = Readonly<Record<string, boolean | number | string | undefined>>;

/** Who may send a request: group `sec-ts`, or only root and the user that the program runs as. */
export type Who = "group" | "owner";

/**
 * What a request gives: a result, an error, or many items. These are asked for as the peer takes them, in
 * short slices; `undefined` is no item, but an occasion to stop.
 */
export type Answer =
  | { readonly result: unknown }
  | { readonly error: ControlError }
  | { readonly items: Iterator<unknown> };

/** One request: its syntax and what it does. The server, `sec-ts ctl` and the manual read the same. */
export interface RequestDefinition {
  readonly name: string;
  readonly summary: string;
  readonly who: Who;
  readonly arguments: Readonly<Record<string, ArgumentDefinition>>;
  /** Whether the log tells who has sent it. */
  readonly changes: boolean;
  answer(daemon: Controlled, args: Arguments): Answer | Promise<Answer>;
}

/** What is wrong with the arguments of a request; undefined if nothing is. */
export function argumentFault(
  definition: Pick<RequestDefinition, "arguments">,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(definition.arguments, name))
      return "there is an argument that the request does not have";
  }
  for (const [name, { kind, required, range }] of Object.entries(definition.arguments)) {
    const value = given[name];
    if (value === undefined) {
      if (required) return `argument ${name} is missing`;
    } else if (kind === "flag") {
      if (typeof value !== "boolean") return `argument ${name} must be true or false`;
    } else if (kind === "text") {
      if (typeof value !== "string") return `argument ${name} must be a string`;
      if (/[^\0-\xff]/.test(value)) return `argument ${name} must consist of bytes, one a character`;
    } else {
      const [least, most] = range ?? [0, Number.MAX_SAFE_INTEGER];
      if (!Number.isSafeInteger(value) || Number(value) < least || Number(value) > most) {
        return `argument ${name} must be an integer from ${least} to ${most}`;
      }
    }
  }
  return undefined;
}
