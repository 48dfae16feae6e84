import { delayedChanged } from "../changes.ts";
import { splitLines } from "../contexts/lifecycle.ts";
import type { Engine } from "../engine.ts";

/**
 * Creates a synthetic event from each line of a text, now or after some seconds (manual: `event`,
 * `cevent`).
 */
export function createEvents(
  engine: Engine,
  text: string,
  delaySeconds: number,
  context: string | undefined,
): void {
  const withContext = context === undefined ? "" : ` with context '${context}'`;
  for (const line of splitLines(text)) {
    if (delaySeconds === 0) {
      engine.log(6, () => `Creating event '${line}'${withContext}`);
      engine.queue.push({ text: line, context });
    } else {
      engine.log(6, () => {
        return `Scheduling the creation of event '${line}'${withContext} after ${delaySeconds} seconds`;
      });
      engine.delayed.push({ text: line, context, due: engine.now + delaySeconds });
      delayedChanged(engine);
    }
  }
}
