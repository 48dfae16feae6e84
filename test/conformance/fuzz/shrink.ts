import type { ConformanceCase } from "../outcome.ts";
import { smallerActionLists } from "./shrink-action.ts";

/** True while the case still shows what is looked for. */
export type Interesting = (conformanceCase: ConformanceCase) => Promise<boolean>;

/** A case under reduction, and how many tries are left. */
interface Work {
  current: ConformanceCase;
  triesLeft: number;
  readonly interesting: Interesting;
}

const ACTION_FIELD = /^((?:action2?|init|end|slide|count\d*)\s*=)([\s\S]*)$/;

async function accept(work: Work, candidate: ConformanceCase): Promise<boolean> {
  if (work.triesLeft <= 0) return false;
  work.triesLeft--;
  if (!(await work.interesting(candidate))) return false;
  work.current = candidate;
  return true;
}

/** Drops as many items as can be dropped, in ever smaller chunks. */
async function dropItems<Item>(
  work: Work,
  items: readonly Item[],
  withItems: (kept: readonly Item[]) => ConformanceCase,
): Promise<void> {
  let kept = items;
  for (let chunk = Math.max(1, Math.ceil(kept.length / 2)); ; chunk = Math.floor(chunk / 2)) {
    for (let at = 0; at < kept.length; ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + chunk)];
      if (await accept(work, withItems(fewer))) kept = fewer;
      else at += chunk;
    }
    if (chunk <= 1) return;
  }
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

function textOf(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

async function shrinkTraces(work: Work): Promise<void> {
  const { inputs } = work.current;
  if (inputs === undefined) {
    const start = work.current;
    await dropItems(work, linesOf(start.trace), (lines) => ({ ...start, trace: textOf(lines) }));
    return;
  }
  for (const name of Object.keys(inputs)) {
    const start = work.current;
    await dropItems(work, linesOf(inputs[name] ?? ""), (lines) => ({
      ...start,
      inputs: { ...start.inputs, [name]: textOf(lines) },
    }));
  }
}

/** The blocks of a rule file: what stands between empty lines and comments. */
export function blocksOf(text: string): string[] {
  return text
    .replaceAll("\r", "")
    .split(/\n[ \t]*(?:#.*)?(?:\n|$)/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
}

/** The fields of a block, each with its continued lines. */
export function fieldsOf(block: string): string[] {
  return block.split(/(?<!\\)\n/);
}

function withFile(
  conformanceCase: ConformanceCase,
  name: string,
  blocks: readonly string[],
): ConformanceCase {
  return { ...conformanceCase, files: { ...conformanceCase.files, [name]: `${blocks.join("\n\n")}\n` } };
}

async function shrinkFields(work: Work, name: string): Promise<void> {
  for (let at = 0; at < blocksOf(work.current.files[name] ?? "").length; at++) {
    const blocks = blocksOf(work.current.files[name] ?? "");
    const start = work.current;
    const withBlock = (fields: readonly string[]): ConformanceCase =>
      withFile(start, name, blocks.toSpliced(at, 1, fields.join("\n")));
    const fields = fieldsOf(blocks[at] ?? "");
    for (const [index, field] of fields.entries()) {
      const [, head, list] = ACTION_FIELD.exec(field) ?? [];
      if (head === undefined || list === undefined) continue;
      fields[index] = await shrinkActions(work, list.replaceAll("\\\n", " "), (smaller) =>
        withBlock(fields.toSpliced(index, 1, head + smaller)),
      ).then((smaller) => head + smaller);
    }
    await dropItems(work, fields, withBlock);
  }
}

async function shrinkActions(
  work: Work,
  list: string,
  withList: (list: string) => ConformanceCase,
): Promise<string> {
  let current = list;
  for (;;) {
    let found: string | undefined;
    for (const smaller of smallerActionLists(current)) {
      if (!(await accept(work, withList(smaller)))) continue;
      found = smaller;
      break;
    }
    if (found === undefined) return current;
    current = found;
  }
}

async function shrinkFiles(work: Work): Promise<void> {
  const all = Object.entries(work.current.files);
  const start = work.current;
  if (all.length > 1) await dropItems(work, all, (kept) => ({ ...start, files: Object.fromEntries(kept) }));
  for (const name of Object.keys(work.current.files)) {
    const before = work.current;
    await dropItems(work, blocksOf(before.files[name] ?? ""), (blocks) => withFile(before, name, blocks));
  }
}

async function shrinkOptions(work: Work): Promise<void> {
  const start = work.current;
  await dropItems(work, start.options, (options) => ({ ...start, options }));
}

function size(conformanceCase: ConformanceCase): number {
  return JSON.stringify(conformanceCase).length;
}

/**
 * Reduces a case while `interesting` holds: files, rules, options, trace lines, actions and fields are
 * dropped, again and again until nothing more can go or `tries` runs have been made.
 */
export async function shrink(
  conformanceCase: ConformanceCase,
  interesting: Interesting,
  tries = 1500,
): Promise<ConformanceCase> {
  const work: Work = { current: conformanceCase, triesLeft: tries, interesting };
  for (let before = Number.POSITIVE_INFINITY; size(work.current) < before && work.triesLeft > 0; ) {
    before = size(work.current);
    await shrinkFiles(work);
    await shrinkTraces(work);
    await shrinkOptions(work);
    for (const name of Object.keys(work.current.files)) await shrinkFields(work, name);
  }
  return work.current;
}
