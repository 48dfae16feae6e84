/** Whether a substituted text is an unsigned integer, as lifetimes, delays and times must be. */
export function isWholeNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
