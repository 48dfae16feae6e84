import {
  ANY_BYTE,
  type ByteSet,
  complement,
  DIGIT,
  isEmpty,
  NOT_NEWLINE,
  SPACE,
  sameSet,
  soleMember,
  WORD,
} from "./byte-set.ts";

const NAMED: readonly (readonly [ByteSet, string])[] = [
  [DIGIT, "\\d"],
  [complement(DIGIT), "\\D"],
  [WORD, "\\w"],
  [complement(WORD), "\\W"],
  [NOT_NEWLINE, "[^\\n]"],
  [ANY_BYTE, "[^]"],
  [SPACE, "[\\t-\\r ]"],
  [complement(SPACE), "[^\\t-\\r ]"],
];

/** What was written for sets that many patterns share, and for the others as long as they live. */
const known = new WeakMap<ByteSet, string>();

/** JavaScript source that matches exactly the members of `set`. */
export function emitSet(set: ByteSet): string {
  let source = known.get(set);
  if (source === undefined) {
    source = writeSet(set);
    known.set(set, source);
  }
  return source;
}

function writeSet(set: ByteSet): string {
  const byte = soleMember(set);
  if (byte >= 0) return emitByte(byte);
  if (isEmpty(set)) return "[]";
  const named = NAMED.find(([candidate]) => sameSet(candidate, set));
  if (named !== undefined) return named[1];
  return set[255] === 1 ? `[^${ranges(complement(set))}]` : `[${ranges(set)}]`;
}

/** One byte outside a class. */
export function emitByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (WORD[byte] === 1 || " ,;:<>=!@#%&\"'`~".includes(character)) return character;
  return byte > 32 && byte < 127 ? `\\${character}` : hexadecimal(byte);
}

function ranges(set: ByteSet): string {
  let source = "";
  for (let first = 0; first < 256; first++) {
    if (set[first] === 0) continue;
    let last = first;
    while (set[last + 1] === 1) last++;
    source += classByte(first);
    if (last > first) source += `${last > first + 1 ? "-" : ""}${classByte(last)}`;
    first = last;
  }
  return source;
}

function classByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if ("-]\\^[".includes(character)) return `\\${character}`;
  return byte >= 32 && byte < 127 ? character : hexadecimal(byte);
}

function hexadecimal(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
