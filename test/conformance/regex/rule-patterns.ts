import { readCases, type StoredCase } from "../cases.ts";

/** A RegExp pattern of a conformance rule, and the subjects that its case's lines make. */
export interface RulePattern {
  readonly name: string;
  readonly pattern: string;
  readonly subjects: readonly string[];
}

/**
 * The RegExp and NRegExp patterns of all conformance cases, but for those that are only known at run time,
 * since they hold a match variable of another pattern.
 */
export function readRulePatterns(): RulePattern[] {
  return readCases().flatMap((one) =>
    Object.entries(one.files).flatMap(([file, text]) =>
      patternsOf(text).map(({ pattern, lines }) => ({
        name: `${one.name}/${file}`,
        pattern,
        subjects: subjectsOf(one, lines),
      })),
    ),
  );
}

function patternsOf(text: string): { readonly pattern: string; readonly lines: number }[] {
  const blocks = text.replaceAll(/\\\n/g, "").split(/\n\s*(?:#.*)?(?=\n|$)/);
  return blocks.flatMap((block) => {
    const fields = new Map(
      block.split("\n").map((line) => {
        const [, key = "", value = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
        return [key, value] as const;
      }),
    );
    return [...fields].flatMap(([key, type]) => {
      const [, prefix, number] = /^(eg|)ptype(\d*)$/.exec(key) ?? [];
      const [, lines] = /^n?regexp(\d*)$/i.exec(type) ?? [];
      const pattern = fields.get(`${prefix}pattern${number}`);
      if (lines === undefined || pattern === undefined || pattern === "") return [];
      if (number === "2" && /\$[\d+:{]/.test(pattern)) return [];
      return [{ pattern, lines: Number(lines || 1) }];
    });
  });
}

function subjectsOf({ trace, inputs = {} }: StoredCase, count: number): string[] {
  const texts = [trace, ...Object.values(inputs)];
  const subjects = texts.flatMap((text) => {
    const lines = text.split("\n").map((line) => line.replace(/^@\S+ ?/, ""));
    return lines.map((_, index) => lines.slice(index, index + count).join("\n"));
  });
  return [...new Set(subjects)];
}
