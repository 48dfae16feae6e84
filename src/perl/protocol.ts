import type {
  PerlArgument,
  PerlCall,
  PerlEntry,
  PerlOutcome,
  PerlPairs,
  PerlReply,
  PerlValue,
} from "../core/perl-port.ts";

/*
 * What goes over the two pipes to and from perl-host.pl. A frame is its length, 32 bits with the highest byte
 * first, and that many bytes. Lengths and handles inside are 32 bits too; "text" is a length and bytes.
 *
 * Requests: `c` time(64) handle code: compile a function. `d` handle…: forget functions; not answered. `x`
 * want flags time(64) event handle (function | program) texts…: call; the handle is for a function that
 * comes back. Typed parameters begin with a letter: `s` bytes, `u` undefined, `l` texts… (a list), `e`
 * number, and name and value in turns (an entry).
 *
 * Replies: `R` ready. `F` fault: compiled, if the fault is empty. `T`, `F` truth; `V` bytes; `I` bytes of a
 * number; `U` no value; `C` handle text: a function; `N` no match; `L` values…; `H` name and value in turns;
 * `X` message; `?` no such function. Where entries were changed, `E` text (that reply), and then number and
 * text (names and values in turns) for each. Values begin with a letter: `s` bytes, `u` undefined, `r`
 * handle bytes: a reference that is kept.
 */
const WANTS = { truth: "t", text: "v", match: "m" } as const;
const PROGRAM = 1;
const TYPED = 2;
const KEEP = 4;

const NOTHING_CHANGED: PerlReply["changed"] = [];

/** Writes frames into memory that is used again and again. */
export class FrameWriter {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private end = 0;
  private start = 0;

  /** The frames since the last {@link clear}. */
  written(): Buffer {
    return this.bytes.subarray(0, this.end);
  }

  clear(): void {
    this.end = 0;
    // One huge value must not keep its memory for ever.
    if (this.bytes.length > 1 << 20) this.bytes = Buffer.allocUnsafe(64 * 1024);
  }

  /** `now` is the second in which it is compiled. */
  compile(handle: number, code: string, now: number): void {
    this.begin("c");
    this.second(now);
    this.number(handle);
    this.text(code);
    this.finish();
  }

  forget(handles: readonly number[]): void {
    this.begin("d");
    for (const handle of handles) this.number(handle);
    this.finish();
  }

  /** `handle` is for a function that may come back. */
  call({ want, code, arguments: parameters, keep, now, event }: PerlCall, handle: number): void {
    const isProgram = typeof code === "string";
    const typed = parameters.some((parameter) => typeof parameter !== "string");
    this.begin("x");
    this.text(WANTS[want]);
    this.room(1);
    this.bytes[this.end] = (isProgram ? PROGRAM : 0) | (typed ? TYPED : 0) | (keep ? KEEP : 0);
    this.end += 1;
    this.second(now);
    this.number(event >>> 0);
    this.number(handle);
    if (isProgram) this.text(code);
    else {
      this.number(code);
      for (const parameter of parameters) this.parameter(parameter, typed);
    }
    this.finish();
  }

  private parameter(parameter: PerlArgument, typed: boolean): void {
    const at = this.beginText();
    if (typeof parameter === "string") {
      if (typed) this.text("s");
      this.text(parameter);
    } else if (parameter === undefined) this.text("u");
    else if ("entry" in parameter) this.entry(parameter);
    else {
      this.text("l");
      for (const item of parameter) this.sized(item);
    }
    this.finishText(at);
  }

  private entry({ entry, variables }: PerlEntry): void {
    this.text("e");
    this.number(entry);
    for (const [name, value] of variables ?? []) {
      this.sized(name);
      const at = this.beginText();
      if (value === undefined) this.text("u");
      else if (typeof value === "string") {
        this.text("s");
        this.text(value);
      } else {
        this.text("r");
        this.number(value.handle);
        this.text(value.text);
      }
      this.finishText(at);
    }
  }

  private begin(kind: string): void {
    this.start = this.beginText();
    this.text(kind);
  }

  private finish(): void {
    this.finishText(this.start);
  }

  private beginText(): number {
    this.room(4);
    this.end += 4;
    return this.end;
  }

  private finishText(at: number): void {
    this.bytes.writeUInt32BE(this.end - at, at - 4);
  }

  private sized(text: string): void {
    this.number(text.length);
    this.text(text);
  }

  private second(now: number): void {
    this.room(8);
    this.bytes.writeInt32BE(Math.floor(now / 2 ** 32), this.end);
    this.bytes.writeUInt32BE(now >>> 0, this.end + 4);
    this.end += 8;
  }

  private number(value: number): void {
    this.room(4);
    this.bytes.writeUInt32BE(value, this.end);
    this.end += 4;
  }

  private text(text: string): void {
    this.room(text.length);
    this.bytes.write(text, this.end, "latin1");
    this.end += text.length;
  }

  private room(size: number): void {
    const needed = this.end + size;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}

/** Reads the reply to a call. */
export function readReply(frame: Buffer): PerlReply {
  if (frame[0] !== letter("E")) {
    return { outcome: readOutcome(frame), changed: NOTHING_CHANGED, restarted: false };
  }
  let end = 5 + frame.readUInt32BE(1);
  const outcome = readOutcome(frame.subarray(5, end));
  const changed: (PerlEntry & { readonly variables: PerlPairs })[] = [];
  while (end < frame.length) {
    const entry = frame.readUInt32BE(end);
    const from = end + 8;
    end = from + frame.readUInt32BE(end + 4);
    changed.push({ entry, variables: pairsOf(frame.subarray(from, end), 0) });
  }
  return { outcome, changed, restarted: false };
}

function readOutcome(frame: Buffer): PerlOutcome {
  const kind = String.fromCharCode(frame[0]!);
  switch (kind) {
    case "T":
    case "F":
      return { kind: "truth", value: kind === "T" };
    case "N":
      return { kind: "no-match" };
    case "U":
      return { kind: "text", value: undefined };
    case "V":
      return { kind: "text", value: frame.toString("latin1", 1) };
    case "I":
      return { kind: "text", value: frame.toString("latin1", 1), isNumber: true };
    case "C":
      return { kind: "text", value: { handle: frame.readUInt32BE(1), text: frame.toString("latin1", 5) } };
    case "L":
      return { kind: "values", values: textsOf(frame, 1).map(valueOf) };
    case "H":
      return { kind: "hash", pairs: pairsOf(frame, 1) };
    case "X":
      return { kind: "failed", message: frame.toString("latin1", 1) };
    case "?":
      return { kind: "failed", message: "the function is gone, since the Perl process is a new one" };
    default:
      throw new Error(`the Perl process replied '${kind}'`);
  }
}

function textsOf(frame: Buffer, start: number): Buffer[] {
  const texts: Buffer[] = [];
  for (let at = start; at < frame.length; ) {
    const from = at + 4;
    at = from + frame.readUInt32BE(at);
    texts.push(frame.subarray(from, at));
  }
  return texts;
}

function pairsOf(frame: Buffer, start: number): PerlPairs {
  const texts = textsOf(frame, start);
  const pairs: (readonly [string, PerlValue])[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) {
    pairs.push([texts[at]!.toString("latin1"), valueOf(texts[at + 1]!)]);
  }
  return pairs;
}

function valueOf(bytes: Buffer): PerlValue {
  if (bytes[0] === letter("u")) return undefined;
  if (bytes[0] === letter("s")) return bytes.toString("latin1", 1);
  return { handle: bytes.readUInt32BE(1), text: bytes.toString("latin1", 5) };
}

function letter(text: string): number {
  return text.charCodeAt(0);
}
