import type { InputLine } from "./line.ts";

/** The last lines that were read, the newest last (manual: "INPUT PROCESSING AND TIMING"). */
export class InputBuffer {
  /** How many lines it holds. */
  readonly size: number;
  /** How many lines were pushed. */
  pushed = 0;
  /** How often lines were replaced. */
  rewrites = 0;
  /** Lines up to this one are not the ones that were pushed, or it is not known. */
  private changedUpTo = 0;
  private readonly texts: string[];
  /** The newest line, while nobody has asked for its text. */
  private newest: InputLine | undefined;
  /** The input file of each line; `undefined` for lines that were never read. */
  private readonly files: (string | undefined)[];

  /** A buffer of `size` lines, which are empty until they are read. */
  constructor(size: number) {
    this.size = size;
    this.texts = Array.from({ length: size }, () => "");
    this.files = Array.from({ length: size });
  }

  get lines(): readonly string[] {
    this.settle();
    return this.texts;
  }

  get sources(): readonly (string | undefined)[] {
    return this.files;
  }

  push(line: string, source: string | undefined): void {
    this.shift(source);
    this.newest = undefined;
    this.texts[this.size - 1] = line;
  }

  /** The same for a line that is given as an object, of which a text is only made if it must be. */
  pushLine(line: InputLine): void {
    this.shift(line.source);
    if (this.size === 1) this.newest = line;
    else this.texts[this.size - 1] = line.text;
  }

  private shift(source: string | undefined): void {
    const { texts, files, size } = this;
    this.pushed += 1;
    for (let at = 1; at < size; at += 1) {
      texts[at - 1] = texts[at]!;
      files[at - 1] = files[at];
    }
    files[size - 1] = source;
  }

  private settle(): void {
    if (this.newest === undefined) return;
    this.texts[this.size - 1] = this.newest.text;
    this.newest = undefined;
  }

  /** The last `count` lines, joined by newlines; all lines if there are fewer. */
  last(count: number): string {
    if (this.newest !== undefined) this.settle();
    if (count === 1) return this.texts[this.size - 1]!;
    return this.texts.slice(-count).join("\n");
  }

  /** The names of the files that the last `count` lines came from, joined by blanks. */
  lastSources(count: number): string {
    if (count === 1) return this.files[this.size - 1] ?? "";
    return this.files
      .slice(-count)
      .map((source) => source ?? "")
      .join(" ");
  }

  /**
   * Replaces the last `count` lines (manual: `rewrite`): 0 stands for as many as `replacement` has; too few
   * are padded with empty lines in front, too many are left out. Returns the new lines.
   */
  rewrite(count: number, replacement: readonly string[]): readonly string[] {
    this.settle();
    const wanted = Math.min(count === 0 ? replacement.length : count, this.size);
    const padded = [...Array.from({ length: wanted - replacement.length }, () => ""), ...replacement];
    for (let at = 0; at < wanted; at += 1) this.texts[this.size - wanted + at] = padded[at]!;
    this.forget();
    this.rewrites += 1;
    return padded.slice(0, wanted);
  }

  /** Says that the lines may be others than those that were pushed. */
  forget(): void {
    this.changedUpTo = this.pushed;
  }

  /** Whether all lines are those that were pushed since it was made, or empty. */
  get known(): boolean {
    return this.changedUpTo === 0 || this.pushed - this.changedUpTo >= this.size;
  }
}
