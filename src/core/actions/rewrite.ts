import { splitLines } from "../contexts/lifecycle.ts";
import { type Engine, SYNTHETIC } from "../engine.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { wholeNumber } from "./number.ts";
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
    const number = wholeNumber(count);
    if (number === undefined) {
      engine.log(3, () => `Invalid linecount '${count}', can't rewrite input buffer`);
      return;
    }
    const rewritten = engine.buffer.rewrite(number, splitLines(replacement));
    engine.log(6, () => `Input buffer${whose(engine)} rewritten with '${rewritten.join("\n")}'`);
  },
};

/** Which of several input buffers the present one is. */
function whose({ buffers, buffer, options }: Engine): string {
  if (options.jointBuffer) return "";
  const [source] = [...buffers].find(([, each]) => each === buffer) ?? [SYNTHETIC];
  return source === SYNTHETIC ? " of synthetic events" : ` of ${source}`;
}
