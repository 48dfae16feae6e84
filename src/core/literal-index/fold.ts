/** The byte with ASCII capitals made small. */
export function foldByte(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** {@link foldByte} of each byte. */
export const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => foldByte(byte));
