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
    const buffer = bufferName(engine);
    if (buffer === undefined) {
      engine.log(3, () => "Can't rewrite the input buffer of non-configured source ");
      return;
    }
    const given = splitLines(replacement);
    if (number === 0 && /^\n*$/.test(replacement)) {
      engine.log(3, () => "No data for rewriting input buffer");
      return;
    }
    const rewritten = engine.buffer.rewrite(number, given);
    engine.log(6, () => {
      const shown = rewritten.length === given.length ? replacement : rewritten.join("\n");
      return `Input buffer${buffer} rewritten with '${shown}'`;
    });
  },
};

/**
 * Which of several input buffers the present one is; undefined before the first line, if there are several.
 */
function bufferName({ buffers, buffer, options }: Engine): string | undefined {
  if (options.jointBuffer) return "";
  for (const [source, each] of buffers) {
    if (each === buffer) return source === SYNTHETIC ? " of synthetic events" : ` of ${source}`;
  }
  return undefined;
}
