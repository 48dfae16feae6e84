/**
 * The value of a substituted text that must be an unsigned integer, as lifetimes, delays and times must be;
 * white space around it does not matter. Undefined if it is none.
 */
export function wholeNumber(text: string): number | undefined {
  const found = /^[\t-\r ]*(\d+)[\t-\r ]*$/.exec(text);
  return found ? Number(found[1]) : undefined;
}
