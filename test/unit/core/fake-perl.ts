import type { Perl, PerlCall, PerlOutcome, PerlReply } from "../../../src/core/perl-port.ts";

/** What a call of the fake does. */
export type FakeCode = (call: PerlCall) => PerlOutcome | Partial<PerlReply>;

/** Perl for tests: code is looked up by its text. */
export class FakePerl implements Perl {
  readonly calls: PerlCall[] = [];
  readonly released: number[] = [];
  private readonly codes: Readonly<Record<string, FakeCode>>;
  private readonly functions: string[] = [];

  constructor(codes: Readonly<Record<string, FakeCode>>) {
    this.codes = codes;
  }

  function(code: string): number {
    return this.functions.push(code) - 1;
  }

  call(call: PerlCall): PerlReply {
    this.calls.push(call);
    const text = typeof call.code === "string" ? call.code : this.functions[call.code];
    const code = this.codes[text ?? ""];
    const result = code?.(call) ?? ({ kind: "failed", message: `no code '${text}'` } as const);
    const reply = "kind" in result ? { outcome: result } : result;
    return { outcome: { kind: "truth", value: true }, changed: [], restarted: false, ...reply };
  }

  release(handle: number): void {
    this.released.push(handle);
  }
}
