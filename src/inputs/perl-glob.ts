import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { expandWildcards, unprotected, wouldMatch } from "./wildcards.ts";

/**
 * File names for patterns as Perl's `glob` expands them (perldoc File::Glob): several patterns separated by
 * blanks, quotes around blanks, `{a,b}`, `*`, `?`, `[…]`, `~` and `~user`. A pattern without wildcards is its
 * own result, whether the file exists or not.
 */
export function perlGlob(patterns: string): readonly string[] {
  return expanded(patterns)
    .flatMap(expandWildcards)
    .map((path) => Buffer.from(path, "latin1").toString("utf8"));
}

/** Whether a pattern would have a name among its results if there were such a file; it is bytes. */
export function namesWouldHave(pattern: string, name: string): boolean {
  return expanded(pattern).some((one) => wouldMatch(one, name));
}

/** The patterns in a text, of which only wildcards are left. */
function expanded(patterns: string): readonly string[] {
  return splitPatterns(Buffer.from(patterns, "utf8").toString("latin1"))
    .flatMap((pattern) => expandBraces(protectEscaped(pattern)))
    .map(expandTilde);
}

/** The same, but the names are bytes, one a character. */
export function namesOf(pattern: string): readonly string[] {
  return perlGlob(pattern).map((name) => Buffer.from(name).toString("latin1"));
}

/**
 * The words between blanks, without quotes and without backslashes before quotes. A quote without a
 * counterpart makes everything one word, in which quotes mean nothing.
 */
function splitPatterns(patterns: string): readonly string[] {
  const words: string[] = [];
  const word = /(?:'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|\\[^]|\\$|[^\s"'\\])+|\s+|(["'])/gy;
  for (const [part, lonelyQuote] of patterns.matchAll(word)) {
    if (lonelyQuote !== undefined) return [patterns.trim()];
    if (part.trim() !== "") words.push(withoutQuotes(part));
  }
  return words;
}

function withoutQuotes(word: string): string {
  const parts = /'((?:[^'\\]|\\[^])*)'|"((?:[^"\\]|\\[^])*)"|\\(["'])|\\[^]/g;
  return word.replace(parts, (all: string, single?: string, double?: string, quote?: string) => {
    if (single !== undefined) return single.replaceAll("\\'", "'");
    if (double !== undefined) return double.replaceAll('\\"', '"');
    return quote ?? all;
  });
}

/** A character behind a backslash means itself: such ones get a ninth bit from here on. */
function protectEscaped(pattern: string): string {
  return pattern.replace(/\\([^]|$)/g, (_, next: string) =>
    String.fromCharCode(0x100 | (next === "" ? "\\" : next).charCodeAt(0)),
  );
}

/** Without the alternatives in braces, of which sets in brackets are no part. */
function expandBraces(pattern: string): readonly string[] {
  const open = pattern.indexOf("{");
  if (open < 0 || pattern === "{}") return [pattern];
  let depth = 0;
  let start = open + 1;
  const alternatives: string[] = [];
  for (let at = open; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "[") at = Math.max(at, pattern.indexOf("]", at + 1));
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if ((character === "," && depth === 1) || depth === 0) {
      alternatives.push(pattern.slice(start, at));
      start = at + 1;
    }
    if (depth > 0) continue;
    const rest = pattern.slice(at + 1);
    return alternatives.flatMap((alternative) =>
      expandBraces(`${pattern.slice(0, open)}${alternative}${rest}`),
    );
  }
  // Perl then drops the brace and all that follows.
  return [pattern.slice(0, open)];
}

function expandTilde(pattern: string): string {
  if (!pattern.startsWith("~")) return pattern;
  const [written = ""] = /^[^/]*/.exec(pattern) ?? [];
  const user = unprotected(written.slice(1));
  const home = user === "" ? homedir() : homeOf(user);
  return home === undefined ? pattern : protectAll(home) + pattern.slice(written.length);
}

/** The home directory of a user, who may be in another data base than /etc/passwd. */
function homeOf(user: string): string | undefined {
  const { stdout, status } = spawnSync("getent", ["passwd", "--", user], { encoding: "latin1" });
  const fields = status === 0 ? stdout.split("\n")[0]?.split(":") : undefined;
  return fields?.[0] === user ? fields[5] : undefined;
}

function protectAll(path: string): string {
  return path.replace(/[^/]/g, (character) => String.fromCharCode(character.charCodeAt(0) | 0x100));
}
