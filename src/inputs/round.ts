import type { LineSource, TakenLine } from "./line-source.ts";

/** One line of each of several inputs: they are read first, and then matched one after the other. */
export class Round {
  private readonly lines: TakenLine[] = [];
  private readonly origins: LineSource[] = [];
  private readonly generations: number[] = [];
  private count = 0;
  /** The next line to be matched. */
  private at = 0;

  /** Whether no line is left. */
  get isOver(): boolean {
    return this.at === this.count;
  }

  /** Begins with no lines. */
  begin(): void {
    this.at = this.count = 0;
  }

  add(line: TakenLine, origin: LineSource): void {
    this.lines[this.count] = line;
    this.origins[this.count] = origin;
    this.generations[this.count] = origin.generation;
    this.count += 1;
  }

  /**
   * Gives the lines to be matched, as long as the next one may be; what is refused (`false`) counts as not
   * read.
   */
  visit(visit: (line: TakenLine) => boolean | void, mayGoOn: () => boolean): void {
    while (this.at < this.count) {
      const { at } = this;
      this.at += 1;
      // A signal or an action in the middle of the round may have closed the input.
      const origin = this.origins[at]!;
      if (origin.generation === this.generations[at] && visit(this.lines[at]!) !== false)
        origin.lineIsMatched = true;
      if (!mayGoOn()) return;
    }
  }
}
