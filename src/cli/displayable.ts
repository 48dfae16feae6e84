/** Bytes of a file as they may be shown on a terminal. */
export interface Displayable {
  readonly text: string;
  /** The column, from 0, at which each byte is shown; one more entry says where the text ends. */
  readonly columns: readonly number[];
}

/** What must not reach a terminal: control characters, and marks that turn the direction of writing. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
const LONGEST_SEQUENCE = 4;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Shows bytes, given as a string with one byte a character, maybe between words of our own: valid UTF-8 as
 * the characters it stands for, tabs as blanks, everything else that is not printable as `\xNN`.
 */
export function displayable(bytes: string): Displayable {
  const columns: number[] = [];
  let text = "";
  let column = 0;
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    const length = character?.length ?? 1;
    const shown = character?.shown ?? escaped(bytes[at] ?? "");
    for (let byte = 0; byte < length; byte += 1) columns.push(column);
    text += shown;
    column += character ? 1 : shown.length;
    at += length;
  }
  columns.push(column);
  return { text, columns };
}

function escaped(byte: string): string {
  return `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The printable character that begins at a byte, and how many bytes it has. */
function characterAt(
  bytes: string,
  at: number,
): { readonly shown: string; readonly length: number } | undefined {
  const code = bytes.charCodeAt(at);
  if (code > 0xff) return { shown: bytes[at] ?? "", length: 1 };
  if (code === 9) return { shown: " ", length: 1 };
  if (code < 0x80) return code >= 0x20 && code < 0x7f ? { shown: bytes[at] ?? "", length: 1 } : undefined;
  const length = code >= 0xf0 ? LONGEST_SEQUENCE : code >= 0xe0 ? 3 : 2;
  const shown = decoded(bytes.slice(at, at + length));
  return shown === undefined || UNSAFE.test(shown) ? undefined : { shown, length };
}

function decoded(bytes: string): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
