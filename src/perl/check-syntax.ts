import { closeSync, openSync } from "node:fs";
import type { PerlFault } from "../core/perl-port.ts";
import { HostProcess, type NoReply } from "./host-process.ts";
import { FrameWriter } from "./protocol.ts";

/** How long one piece of code may take; it may load modules. */
const TIMEOUT_MILLISECONDS = 10_000;

/** What came of checking code: the faults by code, or why nothing could be checked. */
export type PerlVerdicts =
  | { readonly kind: "checked"; readonly faults: ReadonlyMap<string, PerlFault> }
  | { readonly kind: "no-perl"; readonly reason: string };

/**
 * Checks that each piece of code yields a function, in the process that would run it, and in a new one after
 * code that ends it or does not come to an end. Strings hold one byte a character. What the code prints while
 * it is compiled goes nowhere.
 */
export function checkPerlFunctions(
  codes: ReadonlySet<string>,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
): PerlVerdicts {
  const faults = new Map<string, PerlFault>();
  const nowhere = openSync("/dev/null", "w");
  const writer = new FrameWriter();
  let host: HostProcess | undefined;
  let processes = 0;
  let handle = 0;
  try {
    for (const code of codes) {
      if (!host) {
        processes += 1;
        host = newProcess(nowhere, processes);
        const reason = host.start();
        if (reason !== undefined) return { kind: "no-perl", reason };
      }
      handle += 1;
      writer.clear();
      writer.compile(handle, code, 0);
      const reply = host.exchange(writer.written(), timeoutMilliseconds);
      const fault = Buffer.isBuffer(reply) ? faultIn(reply) : deadlyFault(reply, timeoutMilliseconds);
      if (fault) faults.set(code, fault);
      if (!fault?.deadly) continue;
      host.close(0);
      host = undefined;
    }
    return { kind: "checked", faults };
  } finally {
    host?.close(0);
    closeSync(nowhere);
  }
}

function newProcess(output: number, generation: number): HostProcess {
  const settings = { perl: "perl", virtualTime: false, folder: undefined, environment: process.env };
  return new HostProcess({ ...settings, stdout: output, stderr: output }, generation);
}

function faultIn(reply: Buffer): PerlFault | undefined {
  const message = withoutPlace(reply.toString("latin1", 1));
  return message === "" ? undefined : { message, deadly: false };
}

/** Why code was not compiled that ended the process, or was still being compiled when the time was over. */
function deadlyFault(reply: NoReply, timeoutMilliseconds: number): PerlFault {
  return { message: `when it is compiled, ${howItEnded(reply, timeoutMilliseconds)}`, deadly: true };
}

function howItEnded(reply: NoReply, timeoutMilliseconds: number): string {
  if (reply.kind === "timeout") return `it takes more than ${timeoutMilliseconds / 1000} seconds`;
  if (reply.end === undefined) return "it ends the Perl process";
  return "status" in reply.end
    ? `it ends the Perl process with exit code ${reply.end.status}`
    : `it ends the Perl process by signal ${reply.end.signal}`;
}

/**
 * A fault that Perl names, on one line and without its place. The line number that Perl names is always 1,
 * since lines that are continued in a rule file are one to Perl.
 */
export function withoutPlace(message: string): string {
  return message
    .replace(/ at \(eval \d+\) line \d+(?:, <STDIN> (?:line|chunk) \d+)?/g, "")
    .replace(/, <STDIN> (?:line|chunk) \d+/g, "")
    .replace(/ \(@INC contains: [^)]*\)/g, "")
    .trim()
    .replace(/\s*\n\s*/g, "; ");
}
