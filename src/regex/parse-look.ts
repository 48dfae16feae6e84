import { FAIL, type Look, type Node } from "./ast.ts";
import type { Parser } from "./parser.ts";

/** The rest of a lookaround, after its opening. */
export function parseLook(parser: Parser, ahead: boolean, negative: boolean, start: number): Node {
  parser.lookDepth++;
  const node = parser.alternatives(parser);
  if (!parser.take(")")) parser.fault("Unmatched (", start + 1);
  parser.lookDepth--;
  if (ahead && negative && node.type === "sequence" && node.items.length === 0) return FAIL;
  const look: Look = { type: "look", ahead, negative, node, at: start };
  if (!ahead) parser.lookbehinds.push(look);
  return look;
}
