import { contains, type Node } from "./ast.ts";
import { byteSetOf, sameSet, singleton } from "./byte-set.ts";
import type { Parser } from "./parser.ts";

const SHARP_S = singleton(0xdf);
const LETTER_S = byteSetOf("sS");
const LONGEST_RUN = 8;

/**
 * Under Unicode rules and /i, `ss` and the byte DF match each other: DF folds to two letters. So a run of
 * literal `s` and DF is replaced by all the ways to write it.
 */
export function joinSharpS(parser: Parser, items: readonly Node[]): readonly Node[] {
  const { ignoreCase, rules } = parser.modifiers;
  if (!ignoreCase || (rules !== "u" && rules !== "a")) return items;
  const joined: Node[] = [];
  let length = 0;
  const flush = () => {
    if (length > LONGEST_RUN) parser.unsupported("case folding of a long run of the letter s");
    if (length > 0) joined.push(...spellings(length));
    length = 0;
  };
  for (const item of items) {
    if (item.type === "set" && sameSet(item.set, LETTER_S)) length += 1;
    else if (item.type === "set" && sameSet(item.set, SHARP_S)) length += 2;
    else {
      flush();
      joined.push(item);
    }
  }
  flush();
  return joined;
}

/**
 * Among alternatives Perl folds DF to two letters and accepts after the first, so that `s` matches DF; that
 * is refused.
 */
export function refuseSharpSInAlternatives(parser: Parser, branches: readonly Node[], at: number): void {
  const { ignoreCase, rules } = parser.modifiers;
  if (!ignoreCase || (rules !== "u" && rules !== "a")) return;
  const hasS = branches.some((branch) =>
    contains(branch, (node) => node.type === "set" && sameSet(node.set, LETTER_S)),
  );
  if (hasS) parser.unsupported("the letter s in caseless alternatives with Unicode rules", at);
}

/** The nodes that match `length` letters s, each pair of which may be one DF. */
function spellings(length: number): readonly Node[] {
  const letter: Node = { type: "set", set: LETTER_S };
  if (length < 2) return length === 1 ? [letter] : [];
  const branches: Node[] = [
    { type: "sequence", items: [letter, ...spellings(length - 1)] },
    { type: "sequence", items: [{ type: "set", set: SHARP_S }, ...spellings(length - 2)] },
  ];
  return [{ type: "alternation", branches }];
}
