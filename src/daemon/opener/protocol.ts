/**
 * What may be asked of the opener; it answers nothing else. Inputs are told by the numbers it gave them. The
 * answer has the request's number.
 */
export type OpenerRequest =
  /** Which inputs are there? Options may have changed, and are read again. */
  | { readonly request: "list" }
  /** What has the name of this input? */
  | { readonly request: "stat"; readonly input: number }
  /** Open this input; the descriptor comes with the answer. */
  | { readonly request: "open"; readonly input: number };

/**
 * Inputs by their numbers, with the patterns that they match, and the files into which they have been
 * rotated. Names are bytes, one a character.
 */
export interface ListAnswer {
  readonly inputs: readonly (readonly [input: number, name: string, pattern: string])[];
  readonly rotated: readonly (readonly [input: number, name: string])[];
}

/** Numbers are decimal, since they do not fit into JSON's. */
export interface StatAnswer {
  readonly device: string;
  readonly inode: string;
  readonly size: string;
  readonly modified: string;
  readonly born: string;
  readonly kind: "file" | "FIFO";
}

export interface Refused {
  readonly refusal: string;
}

/** Reads a request; undefined if it is none of those that there are. */
export function readRequest(text: string): (OpenerRequest & { readonly id: number }) | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { request, input, id } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== "number") return undefined;
  if (request === "list") return { request, id };
  if ((request !== "stat" && request !== "open") || !Number.isSafeInteger(input)) return undefined;
  return { request, input: input as number, id };
}
