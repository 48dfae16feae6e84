/**
 * What may be asked of the opener; it answers nothing else. Inputs are told by the numbers it gave them. The
 * answer has the request's number.
 */
export type OpenerRequest =
  /** Which inputs are there? From 0 on, options are read again; otherwise it is the rest of that list. */
  | { readonly request: "list"; readonly from: number }
  /** What has the name of this input? */
  | { readonly request: "stat"; readonly input: number }
  /** Open this input; the descriptor comes with the answer. */
  | { readonly request: "open"; readonly input: number };

/**
 * A part of the list: inputs by their numbers, with the patterns that they match, and files into which inputs
 * have been rotated, without a pattern. Names are bytes, one a character. `more` says from where the list
 * goes on, if it does.
 */
export interface ListAnswer {
  readonly files: readonly ListedFile[];
  readonly more?: number;
}

/** An input, or what has been one. */
export type ListedFile = readonly [input: number, name: string, pattern?: string];

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
  const { request, input, from, id } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== "number") return undefined;
  if (request === "list" && Number.isSafeInteger(from)) return { request, from: from as number, id };
  if ((request !== "stat" && request !== "open") || !Number.isSafeInteger(input)) return undefined;
  return { request, input: input as number, id };
}
