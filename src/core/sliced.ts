/** Work that can be left where it yields, and gone on with later. */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** Does all of it at once. */
export function finished<T>(work: Sliced<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
