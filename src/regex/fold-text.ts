/** A text of bytes with the ASCII capitals made small: Perl knows no other letters in bytes. */
export function foldText(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : text;
}
