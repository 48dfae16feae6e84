import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";

/**
 * File names for patterns as Perl's `glob` expands them: several patterns separated by blanks, quotes around
 * blanks, `{a,b}`, `*`, `?`, `[…]` and `~`. A pattern without wildcards is its own result, whether the file
 * exists or not.
 */
export function perlGlob(patterns: string): readonly string[] {
  return splitPatterns(patterns).flatMap((pattern) => expandBraces(pattern).flatMap(expandPattern));
}

function splitPatterns(patterns: string): readonly string[] {
  return Array.from(patterns.matchAll(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/gs), ([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
}

function expandBraces(pattern: string): readonly string[] {
  const open = pattern.indexOf("{");
  if (open < 0 || pattern === "{}") return [pattern];
  let depth = 0;
  let from = open + 1;
  const alternatives: string[] = [];
  for (let at = open; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if ((character === "," && depth === 1) || depth === 0) {
      alternatives.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth > 0) continue;
    const rest = pattern.slice(at + 1);
    return alternatives.flatMap((alternative) =>
      expandBraces(`${pattern.slice(0, open)}${alternative}${rest}`),
    );
  }
  return [];
}

function expandPattern(pattern: string): readonly string[] {
  const path = pattern.replace(/^~(?=\/|$)/, () => homedir());
  if (!/[*?]|\[.*\]/.test(path)) return [path.replace(/\\(.)/gs, "$1")];
  let found = [path.startsWith("/") ? "/" : ""];
  const components = path.split(/\/+/).filter((component) => component !== "");
  components.forEach((component, index) => {
    const last = index === components.length - 1;
    found = found.flatMap((folder) => expandComponent(folder, component, last));
  });
  return found.toSorted(ignoringCase);
}

function expandComponent(folder: string, component: string, last: boolean): readonly string[] {
  const rest = last ? "" : "/";
  if (!/[*?]|\[.*\]/.test(component)) {
    const name = `${folder}${component.replace(/\\(.)/gs, "$1")}`;
    return exists(name, !last) ? [name + rest] : [];
  }
  const pattern = componentPattern(component);
  return namesIn(folder === "" ? "." : folder)
    .filter((name) => (component.startsWith(".") || !name.startsWith(".")) && pattern.test(name))
    .map((name) => `${folder}${name}`)
    .filter((path) => last || exists(path, true))
    .map((path) => path + rest);
}

function exists(path: string, asFolder: boolean): boolean {
  try {
    return statSync(path).isDirectory() || !asFolder;
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function componentPattern(component: string): RegExp {
  const source = component.replace(/\\(.)|\[(!?)([^\]]+)\]|[\s\S]/g, (all, escaped, negated, set) => {
    if (set !== undefined) return `[${negated ? "^" : ""}${set.replace(/[\\^[]/g, "\\$&")}]`;
    if (all === "*") return "[^/]*";
    if (all === "?") return "[^/]";
    return (escaped ?? all).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}

function ignoringCase(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : one < other ? -1 : 1;
}
