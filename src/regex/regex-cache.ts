import { type CompileResult, compileRegex } from "./regex.ts";

/**
 * Compiled patterns by source, for patterns that are only known at run time, such as the second pattern of
 * a Pair rule with the values of the first match in it. Bounded: an attacker chooses those values. The
 * pattern that was unused for longest is dropped first; failures to compile are kept as well.
 */
export class RegexCache {
  private readonly capacity: number;
  private readonly results = new Map<string, CompileResult>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** `make` compiles it if it is not there. */
  compile(source: string, make: () => CompileResult = () => compileRegex(source)): CompileResult {
    const known = this.results.get(source);
    if (known !== undefined) {
      this.results.delete(source);
      this.results.set(source, known);
      return known;
    }
    const result = make();
    this.results.set(source, result);
    if (this.results.size > this.capacity) {
      const [oldest] = this.results.keys();
      this.results.delete(oldest!);
    }
    return result;
  }

  get size(): number {
    return this.results.size;
  }
}
