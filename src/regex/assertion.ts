import type { AssertionKind } from "./ast.ts";
import { type ByteSet, NEWLINE } from "./byte-set.ts";
import { isWordBreak } from "./word-break.ts";

const CARRIAGE_RETURN = 13;

/** Whether an assertion holds between two bytes of a subject. `word` is what `\w` means where it stands. */
export function assertionHolds(kind: AssertionKind, word: ByteSet, subject: string, place: number): boolean {
  const { length } = subject;
  switch (kind) {
    case "start":
      return place === 0;
    case "end":
      return place === length;
    case "final-newline":
      return place === length || (place === length - 1 && subject.charCodeAt(place) === NEWLINE);
    case "line-start":
      return place === 0 || (place < length && subject.charCodeAt(place - 1) === NEWLINE);
    case "line-end":
      return place === length || subject.charCodeAt(place) === NEWLINE;
    case "word-boundary":
      return isWordAt(word, subject, place - 1) !== isWordAt(word, subject, place);
    case "not-word-boundary":
      return isWordAt(word, subject, place - 1) === isWordAt(word, subject, place);
    case "character-boundary":
      return isCharacterBoundary(subject, place);
    case "not-character-boundary":
      return !isCharacterBoundary(subject, place);
    case "word-break":
      return isWordBreak(subject, place);
    case "not-word-break":
      return !isWordBreak(subject, place);
  }
}

function isWordAt(word: ByteSet, subject: string, place: number): boolean {
  return place >= 0 && place < subject.length && word[subject.charCodeAt(place)] === 1;
}

/** Among bytes only CR LF is a character of two; an empty subject has no boundary. */
function isCharacterBoundary(subject: string, place: number): boolean {
  if (subject.length === 0) return false;
  if (place === 0 || place === subject.length) return true;
  return subject.charCodeAt(place - 1) !== CARRIAGE_RETURN || subject.charCodeAt(place) !== NEWLINE;
}
