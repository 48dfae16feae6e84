import type { Unsupported } from "./unsupported.ts";

/**
 * Why a pattern cannot be used. `syntax` is what Perl rejects too; `unsupported` is valid Perl that this
 * engine does not run, and the message names the construct. `offset` counts the characters of the pattern
 * that were read up to the fault: the place of Perl's `<-- HERE`.
 */
export interface RegexFault {
  readonly kind: "syntax" | "unsupported";
  readonly message: string;
  readonly offset: number;
}

/** Carries a fault out of the recursive descent; never leaves `parsePattern`. */
export class FaultSignal extends Error {
  readonly fault: RegexFault;
  constructor(fault: RegexFault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function syntaxFault(message: string, offset: number): never {
  throw new FaultSignal({ kind: "syntax", message, offset });
}

/** `which` says which one of its kind it is. */
export function unsupportedFault(construct: Unsupported, offset: number, which = ""): never {
  throw new FaultSignal({ kind: "unsupported", message: `${construct}${which} is not supported`, offset });
}
