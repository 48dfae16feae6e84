const UTF8_SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/y;
/**
 * Ranges of code points that steer the terminal, reorder or hide the text around them, or stand for no
 * text.
 */
const UNSAFE: readonly (readonly [number, number])[] = [
  [0, 0x1f],
  [0x7f, 0x9f],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
  [0xfffd, 0xfffd],
];

/**
 * A string of bytes as text that is safe to show on a terminal: valid UTF-8 is decoded, and everything that
 * could steer the terminal, or is no text, is written as `\xNN`.
 */
export function terminalSafe(bytes: string): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const { shown, length } = safeCharacterAt(bytes, at);
    text += shown;
    at += length;
  }
  return text;
}

/** What {@link terminalSafe} shows for the character that begins at a byte, and how many bytes that has. */
export function safeCharacterAt(
  bytes: string,
  at: number,
): { readonly shown: string; readonly length: number } {
  const sequence = utf8SequenceAt(bytes, at);
  if (sequence === undefined) return { shown: safeByte(bytes[at]!), length: 1 };
  return { shown: Buffer.from(sequence, "latin1").toString("utf8"), length: sequence.length };
}

function utf8SequenceAt(bytes: string, at: number): string | undefined {
  UTF8_SEQUENCE.lastIndex = at;
  const sequence = UTF8_SEQUENCE.exec(bytes)?.[0];
  if (sequence === undefined) return undefined;
  const codePoint = Buffer.from(sequence, "latin1").toString("utf8").codePointAt(0)!;
  return UNSAFE.some(([first, last]) => codePoint >= first && codePoint <= last) ? undefined : sequence;
}

function safeByte(byte: string): string {
  if (byte >= " " && byte <= "~") return byte;
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
