/** A moment or a duration in whole seconds since Epoch, the only unit of time that SEC's rules know. */
export type Seconds = number & { readonly unit: "seconds" };

/** Brands a number of seconds; fractions are cut off as Perl's `time` never shows them. */
export function seconds(value: number): Seconds {
  return Math.floor(value) as Seconds;
}
