import { type Arguments, argumentFault, type RequestDefinition } from "./definition.ts";

/**
 * The protocol of the control socket: one JSON object a line, first a request, then its answer.
 *
 *     {"version":1,"request":"operations","arguments":{"containing":"sshd"}}
 *     {"version":1,"ok":true,"items":[…],"more":1}
 *     {"version":1,"request":"more","arguments":{"listing":1}}
 *     {"version":1,"ok":true,"items":[…]}
 *
 * Strings are bytes, one a character, as in dumps: answers have those above ASCII as `\u00NN`.
 */
export const PROTOCOL_VERSION = 1;

/** What is wrong with a request, or why it was not carried out. */
export type ControlErrorCode =
  | "bad-request"
  | "unsupported-version"
  | "unknown-request"
  | "bad-argument"
  | "not-permitted"
  | "too-many-connections"
  | "refused"
  | "failed";

/** A request that was understood. */
export interface ControlRequest {
  readonly definition: RequestDefinition;
  readonly arguments: Arguments;
}

/** Why there is no result. */
export interface ControlError {
  readonly code: ControlErrorCode;
  readonly message: string;
}

/** An answer as a line of the protocol; `fields` are those beside the version and `ok`. */
export function answerLine(fields: Readonly<Record<string, unknown>>): string {
  return `{"version":${PROTOCOL_VERSION},"ok":true,${asciiJson(fields).slice(1)}\n`;
}

/** An answer that says what went wrong. */
export function errorLine(error: ControlError): string {
  return `${asciiJson({ version: PROTOCOL_VERSION, ok: false, error })}\n`;
}

/** JSON with everything escaped that is not printable ASCII. */
export function asciiJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads a line of the protocol, which is given as bytes, one a character. */
export function parseRequest(
  line: string,
  requests: Readonly<Record<string, RequestDefinition>>,
): ControlRequest | ControlError {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { code: "bad-request", message: "the request is not JSON" };
  }
  if (!isObject(value)) return { code: "bad-request", message: "the request is not a JSON object" };
  const { version, request: name, arguments: given = {} } = value;
  if (version !== PROTOCOL_VERSION) {
    const message = `the request must have "version": ${PROTOCOL_VERSION}`;
    return { code: "unsupported-version", message };
  }
  if (typeof name !== "string")
    return { code: "bad-request", message: 'the request has no name in "request"' };
  const definition = Object.hasOwn(requests, name) ? requests[name] : undefined;
  if (!definition) return { code: "unknown-request", message: "there is no such request" };
  if (!isObject(given)) return { code: "bad-argument", message: '"arguments" must be a JSON object' };
  const fault = argumentFault(definition, given);
  if (fault !== undefined) return { code: "bad-argument", message: fault };
  return { definition, arguments: given as Arguments };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
