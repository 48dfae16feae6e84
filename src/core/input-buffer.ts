/** The last lines that were read, the newest last (manual: "INPUT PROCESSING AND TIMING"). */
export class InputBuffer {
  readonly lines: string[];
  /** The input file of each line; `undefined` for lines that were never read. */
  readonly sources: (string | undefined)[];

  /** A buffer of `size` lines, which are empty until they are read. */
  constructor(size: number) {
    this.lines = Array.from({ length: size }, () => "");
    this.sources = Array.from({ length: size });
  }

  push(line: string, source: string | undefined): void {
    const { lines, sources } = this;
    for (let at = 1; at < lines.length; at += 1) {
      lines[at - 1] = lines[at]!;
      sources[at - 1] = sources[at];
    }
    lines[lines.length - 1] = line;
    sources[sources.length - 1] = source;
  }

  /** The last `count` lines, joined by newlines; all lines if there are fewer. */
  last(count: number): string {
    if (count === 1) return this.lines[this.lines.length - 1]!;
    return this.lines.slice(-count).join("\n");
  }

  /** The names of the files that the last `count` lines came from, joined by blanks. */
  lastSources(count: number): string {
    return this.sources
      .slice(-count)
      .map((source) => source ?? "")
      .join(" ");
  }

  /**
   * Replaces the last `count` lines (manual: `rewrite`): 0 stands for as many as `replacement` has; too few
   * are padded with empty lines in front, too many are left out. Returns the new lines.
   */
  rewrite(count: number, replacement: readonly string[]): readonly string[] {
    const wanted = Math.min(count === 0 ? replacement.length : count, this.lines.length);
    const padded = [...Array.from({ length: wanted - replacement.length }, () => ""), ...replacement];
    for (let at = 0; at < wanted; at += 1) this.lines[this.lines.length - wanted + at] = padded[at]!;
    return padded.slice(0, wanted);
  }
}
