import type { Generation } from "./generations.ts";

/** So many answers are remembered. */
const MOST_ANSWERS = 256;

/** What was found in compressed files: decompressing one takes long, and it stays as it is. */
export class Contents {
  private readonly answers = new Map<string, string | boolean>();
  private readonly told = new Set<string>();

  /** Whether a file is asked about again of which was said that it cannot be read. */
  isToldAgain({ identity, modified }: Generation): boolean {
    const key = `${identity.device} ${identity.inode} ${modified}`;
    if (this.told.has(key)) return true;
    if (this.told.size >= MOST_ANSWERS) this.told.clear();
    this.told.add(key);
    return false;
  }

  /** The answer to a question about a file, which is asked once, unless it could not be found out. */
  recall<T extends string | boolean>(
    { identity, size, modified, born }: Generation,
    what: string,
    find: () => T | undefined,
  ): T | undefined {
    const key = `${identity.device} ${identity.inode} ${size} ${modified} ${born} ${what}`;
    const known = this.answers.get(key) as T | undefined;
    if (known !== undefined) return known;
    const found = find();
    if (found === undefined) return undefined;
    for (const oldest of this.answers.keys()) {
      if (this.answers.size < MOST_ANSWERS) break;
      this.answers.delete(oldest);
    }
    this.answers.set(key, found);
    return found;
  }
}
