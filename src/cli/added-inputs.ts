import type { LogLevel } from "../core/ports.ts";
import type { DynamicInput } from "../inputs/inputs.ts";
import type { FilePosition } from "../inputs/resume.ts";
import type { ReplayTimeline } from "./replay-input.ts";
import { continued } from "./replay-places.ts";

/**
 * What the actions addinput and dropinput do in a replay: a file that is added is read from the second on in
 * which it is added, up to its end as it is when that is reached.
 */
export class AddedInputs {
  private readonly timeline: ReplayTimeline;
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly contexts = new Map<string, string | undefined>();

  constructor(timeline: ReplayTimeline, log: (level: LogLevel, message: string) => void) {
    this.timeline = timeline;
    this.log = log;
  }

  /** `offset` is what the rule says; `now` the present second. */
  add(path: string, offset: string, context: string | undefined, now: number): void {
    const shown = context ?? `_FILE_EVENT_${path}`;
    this.log(6, `Adding dynamic input file '${path}' with context '${shown}' to the list of inputs`);
    if (this.contexts.has(path) || this.timeline.has(path)) {
      const kind = this.contexts.has(path) ? "Dynamic input" : "Input";
      this.log(3, `${kind} file '${path}' already exists in the list of inputs, can't add`);
      return;
    }
    if (offset !== "-" && !/^\d+$/.test(offset)) {
      this.log(3, `Invalid file offset '${offset}' specified for input file '${path}'`);
      return;
    }
    this.log(6, `Opening input file '${path}' and seeking ${offset === "-" ? "EOF" : `offset '${offset}'`}`);
    this.open(path, context, offset === "-" ? "end" : Number(offset), now);
  }

  /** What there is, in the form in which the daemon saves it. */
  saved(): string {
    return JSON.stringify(
      [...this.contexts].map(([name, context]) => ({ name, ...(context !== undefined && { context }) })),
    );
  }

  /** Goes on with what an earlier run has added. */
  resume(saved: string, positions: readonly FilePosition[], now: number): void {
    for (const { name: path, context } of JSON.parse(saved) as readonly DynamicInput[]) {
      if (this.contexts.has(path) || this.timeline.has(path)) continue;
      this.open(path, context, continued({ path, context }, positions).from ?? 0, now);
    }
  }

  private open(path: string, context: string | undefined, from: number | "end", now: number): void {
    this.contexts.set(path, context);
    try {
      this.timeline.add({ path, context }, from, now);
    } catch (error) {
      this.log(2, `Can't open input file ${path} (${error instanceof Error ? error.message : error})`);
    }
  }

  drop(path: string): void {
    this.log(6, `Dropping dynamic input file '${path}' from the list of inputs`);
    if (!this.contexts.delete(path)) this.log(3, `Dynamic input file '${path}' not found, can't drop`);
    else this.timeline.drop(path);
  }

  /** A full restart forgets what was added (manual: SIGHUP). */
  dropAll(): void {
    for (const path of this.contexts.keys()) this.timeline.drop(path);
    this.contexts.clear();
  }
}
