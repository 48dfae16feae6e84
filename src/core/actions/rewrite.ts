import { splitLines } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { isWholeNumber } from "./number.ts";
import { render } from "./scope.ts";

export interface Rewrite extends ActionBase<"rewrite"> {
  readonly lines: Template;
  readonly text: Template;
}

export const rewrite: ActionDefinition<Rewrite> = {
  keyword: "rewrite",
  summary: "Replaces the last lines of an input buffer.",
  parameters: {
    lines: word("how many lines, 0 for as many as the text has"),
    text: optionalText("the lines"),
  },
  perform(engine, { lines, text }, scope) {
    const count = render(engine, lines, scope);
    const replacement = render(engine, text, scope);
    if (!isWholeNumber(count)) {
      engine.log(3, () => `Invalid linecount '${count}', can't rewrite input buffer`);
      return;
    }
    engine.buffer.rewrite(Number(count), splitLines(replacement));
    engine.log(6, () => `Input buffer rewritten with '${replacement}'`);
  },
};
