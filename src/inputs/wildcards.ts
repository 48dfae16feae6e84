import { lstatSync, readdirSync } from "node:fs";

/**
 * The files that match a pattern, in Perl's order, or the pattern itself if it has no wildcards. Names are
 * bytes, one a character; characters of the pattern that have a ninth bit mean themselves.
 */
export function expandWildcards(pattern: string): readonly string[] {
  if (!hasWildcard(pattern)) return [unprotected(pattern)];
  return matches("", pattern).toSorted(ignoringCase);
}

/** Whether a path is one that a pattern would match if there were such a file. */
export function wouldMatch(pattern: string, path: string): boolean {
  const [components, names] = [pattern.split(/\/+/), path.split(/\/+/)];
  if (components.length !== names.length) return false;
  return components.every((component, at) => {
    if (!hasWildcard(component)) return unprotected(component) === names[at];
    return matcherOf(component)(names[at]!);
  });
}

/** Whether there is a `*`, a `?`, or a `[` with a `]` that is not the first character of the set. */
function hasWildcard(pattern: string): boolean {
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === "*" || pattern[at] === "?" || setAt(pattern, at)) return true;
  }
  return false;
}

/** What follows `found`, which is the beginning of a path, up to the end of the pattern. */
function matches(found: string, pattern: string): string[] {
  let path = found;
  let rest = pattern;
  for (;;) {
    const [component = ""] = /^[^/]*/.exec(rest) ?? [];
    if (hasWildcard(component)) return inFolder(path, component, rest.slice(component.length));
    const [slashes = ""] = /^\/*/.exec(rest.slice(component.length)) ?? [];
    path += unprotected(component) + slashes;
    rest = rest.slice(component.length + slashes.length);
    if (rest === "") return exists(path) ? [path] : [];
  }
}

function inFolder(folder: string, component: string, rest: string): string[] {
  return namesIn(folder === "" ? "." : folder)
    .filter(matcherOf(component))
    .flatMap((name) => matches(folder + name, rest));
}

/** Names that begin with a point are matched by patterns that do so, too. */
function matcherOf(component: string): (name: string) => boolean {
  const pattern = componentPattern(component);
  const hidden = (component.charCodeAt(0) & 0xff) === 0x2e;
  return (name) => (hidden || !name.startsWith(".")) && pattern.test(name);
}

/** The text of a pattern, in which characters with a ninth bit mean themselves. */
export function unprotected(pattern: string): string {
  return pattern.replace(/[\u0100-\u01ff]/g, (character) => byteAt(character, 0));
}

function byteAt(text: string, at: number): string {
  return String.fromCharCode(text.charCodeAt(at) & 0xff);
}

/** A file of that name, even if it is a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    lstatSync(Buffer.from(path, "latin1"));
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return [".", "..", ...readdirSync(Buffer.from(folder, "latin1"), { encoding: "latin1" })];
  } catch {
    return [];
  }
}

function componentPattern(component: string): RegExp {
  let source = "";
  for (let at = 0; at < component.length; at += 1) {
    const set = setAt(component, at);
    if (set) {
      source += set.source;
      at = set.end;
    } else if (component[at] !== "*") {
      source += component[at] === "?" ? "[^]" : escaped(byteAt(component, at));
    } else if (component[at - 1] !== "*") {
      source += "[^]*";
    }
  }
  return new RegExp(`^${source}$`);
}

/**
 * The set that begins at a place, as a part of a regular expression, and where it ends. Its first character
 * may be a bracket; only `!` negates; a range whose end lies before its beginning holds nothing.
 */
function setAt(
  pattern: string,
  start: number,
): { readonly source: string; readonly end: number } | undefined {
  if (pattern[start] !== "[") return undefined;
  const negated = pattern[start + 1] === "!";
  const first = start + (negated ? 2 : 1);
  if (first >= pattern.length) return undefined;
  const end = pattern.indexOf("]", first + 1);
  if (end < 0) return undefined;
  let members = "";
  for (let at = first; at < end; at += 1) {
    const low = byteAt(pattern, at);
    if (pattern[at + 1] !== "-" || at + 2 >= end) {
      members += escaped(low);
      continue;
    }
    const high = byteAt(pattern, at + 2);
    if (low <= high) members += `${escaped(low)}-${escaped(high)}`;
    at += 2;
  }
  return { source: `[${negated ? "^" : ""}${members}]`, end };
}

function escaped(byte: string): string {
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** Perl's order: letters of both cases together, and bytes above 7F, which count as negative, first. */
function ignoringCase(one: string, other: string): number {
  return compare(lowered(one), lowered(other)) || compare(one, other);
}

function compare(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== other[at]) return (one.charCodeAt(at) ^ 0x80) - (other.charCodeAt(at) ^ 0x80);
  }
  return one.length - other.length;
}

/** JavaScript would take bytes above 7F for letters. */
function lowered(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
