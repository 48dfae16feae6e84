import { CommandWords } from "./shell-words.ts";

/** How a value is to be written where a variable stands, so that the shell takes it as it is. */
export type Quoting =
  /** Outside of quotes. */
  | "plain"
  /** Inside single quotes. */
  | "single"
  /** Inside double quotes. */
  | "double"
  /** In a comment. */
  | "comment";

/** Where a variable stands: `backslash` says that an unfinished escape is right before it. */
export interface Place {
  readonly quoting: Quoting;
  readonly backslash: boolean;
}

/** Why a value cannot be written so that the shell takes it as it is. */
export interface NoPlace {
  readonly reason: string;
}

type Mode = Quoting | "ansi";

/** A part of the command line whose end has to be found: the whole of it, or a substitution. */
interface Frame {
  readonly kind: "line" | "substitution" | "backquotes" | "expansion";
  mode: Mode;
  /** Parentheses that are open in it. */
  depth: number;
  /** It begins with two parentheses, so that it may be arithmetic, where quotes are no quotes. */
  arithmetic: boolean;
  readonly words: CommandWords;
}

function newFrame(kind: Frame["kind"]): Frame {
  return { kind, mode: "plain", depth: 0, arithmetic: false, words: new CommandWords() };
}

const META = /[\t\n ;&|()<>]/;
const IN_FRAMES: Readonly<Record<Frame["kind"], string>> = {
  line: "",
  substitution: "it stands in a command substitution or in arithmetic, $(…)",
  backquotes: "it stands in a command substitution, `…`",
  expansion: "it stands in a parameter expansion, ${…}",
};

/**
 * Reads a command line as sh(1) does (POSIX, "Shell Command Language", 2.2 and 2.3), piece by piece, to know
 * how the shell quotes each place. Where shells differ, or where it would have to run what it reads, it gives
 * up: from there on no place is known.
 */
export class ShellReader {
  private readonly frames: Frame[] = [newFrame("line")];
  private lost: string | undefined;
  private backslash = false;
  private dollar = false;
  /** A word could begin here, so that # would begin a comment. */
  private wordStart = true;
  private previous = "";

  /** Reads text of the command line. */
  read(text: string): void {
    for (const character of text) {
      this.take(character);
      this.previous = character;
    }
  }

  /** Says how a value is to be written here, and goes on behind it. */
  variable(): Place | NoPlace {
    const { backslash, dollar, lost } = this;
    const frame = this.frame;
    if (lost !== undefined) return { reason: lost };
    if (frame.kind !== "line") return { reason: IN_FRAMES[frame.kind] };
    if (frame.mode === "ansi") return { reason: "it stands in $'…', which not all shells know" };
    if (dollar) return { reason: "a dollar sign stands right before it" };
    const evaluated = frame.mode === "comment" ? undefined : this.words.whyEvaluated();
    if (evaluated !== undefined) return { reason: evaluated };
    this.backslash = false;
    if (frame.mode !== "comment") {
      this.wordStart = false;
      this.words.add("\0");
    }
    this.previous = "\0";
    return { quoting: frame.mode, backslash };
  }

  private get words(): CommandWords {
    return this.frame.words;
  }

  private get frame(): Frame {
    return this.frames.at(-1)!;
  }

  private take(character: string): void {
    const { frame } = this;
    if (this.lost !== undefined) return;
    if (this.backslash) this.takeEscaped(character, frame);
    else if (frame.kind === "backquotes") this.takeInBackquotes(character);
    else if (frame.kind === "expansion") this.takeInExpansion(character);
    else if (this.dollar) this.takeAfterDollar(character, frame);
    else this.takeIn(frame, character);
  }

  private takeEscaped(character: string, { mode }: Frame): void {
    this.backslash = false;
    // A backslash and a newline are as if they were not there.
    if (character === "\n" && mode !== "single") return;
    this.wordStart = false;
    this.words.add(character);
  }

  private takeInBackquotes(character: string): void {
    if (character === "\\") this.backslash = true;
    else if (character === "`") this.frames.pop();
  }

  private takeInExpansion(character: string): void {
    if (character === "}") this.frames.pop();
    else if (/["'\\`${\n]/.test(character)) this.lost = "a parameter expansion before it is too complicated";
  }

  private takeAfterDollar(character: string, frame: Frame): void {
    this.dollar = false;
    this.wordStart = false;
    this.words.add("$");
    if (character === "(") this.frames.push(newFrame("substitution"));
    else if (character === "{") this.frames.push(newFrame("expansion"));
    else if (character === "[") this.lost = "$[ stands before it, which is arithmetic in some shells";
    else if (character === "'" && frame.mode === "plain") frame.mode = "ansi";
    else if (/[#?!*@$-]/.test(character)) this.words.add(character);
    else {
      this.takeIn(frame, character);
      return;
    }
    if (character === "(") this.wordStart = true;
  }

  private takeIn(frame: Frame, character: string): void {
    switch (frame.mode) {
      case "plain":
        return this.takePlain(frame, character);
      case "single":
        return this.takeUntilQuote(frame, character);
      case "ansi":
        if (character === "\\") this.lost = "$'…' before it means different things to different shells";
        return this.takeUntilQuote(frame, character);
      case "double":
        return this.takeDouble(frame, character);
      case "comment":
        if (character !== "\n") return undefined;
        frame.mode = "plain";
        return this.takePlain(frame, character);
    }
  }

  private takeUntilQuote(frame: Frame, character: string): void {
    if (character === "'") frame.mode = "plain";
    else this.words.add(character);
  }

  private takeDouble(frame: Frame, character: string): void {
    if (character === '"') frame.mode = "plain";
    else if (character === "\\") this.backslash = true;
    else if (character === "$") this.dollar = true;
    else if (character === "`") this.frames.push(newFrame("backquotes"));
    else this.words.add(character);
  }

  private takePlain(frame: Frame, character: string): void {
    if (META.test(character)) {
      this.takeMeta(frame, character);
      return;
    }
    const isWordStart = this.wordStart;
    if (frame.arithmetic && /["'\\`]/.test(character)) this.lost = "there are quotes in arithmetic before it";
    if (character !== "\\") this.wordStart = false;
    if (character === "\\") this.backslash = true;
    else if (character === "'") this.quote(frame, "single");
    else if (character === '"') this.quote(frame, "double");
    else if (character === "$") this.dollar = true;
    else if (character === "`") this.frames.push(newFrame("backquotes"));
    else if (character === "#" && isWordStart) {
      frame.mode = "comment";
      if (frame.kind === "substitution") this.lost = "a comment in $(…) stands before it";
    } else this.words.addPlain(character);
  }

  private quote(frame: Frame, mode: "single" | "double"): void {
    frame.mode = mode;
    this.words.add("");
  }

  private takeMeta(frame: Frame, character: string): void {
    const word = this.words.end(character, this.previous);
    this.wordStart = true;
    if (word === "[[") this.lost = "[[ stands before it, which may evaluate what it compares";
    // Its patterns have parentheses without counterparts.
    if (word === "case" && frame.kind === "substitution") this.lost = "case in $(…) stands before it";
    if (character === "<" && this.previous === "<")
      this.lost = "a here-document or here-string, <<, stands before it";
    if (character === "(" && this.previous === "(" && frame.kind === "line")
      this.lost = "(( stands before it, which is arithmetic in some shells";
    if (frame.kind !== "substitution") return;
    if (character === "(") {
      frame.arithmetic ||= frame.depth === 0 && this.previous === "(";
      frame.depth += 1;
    }
    if (character !== ")") return;
    frame.depth -= 1;
    if (frame.depth >= 0) return;
    this.frames.pop();
    this.wordStart = false;
  }
}

/**
 * Writes a value so that the shell takes it as it is, as one piece of a word. The same form is used inside
 * double quotes, which are ended and begun again: in some encodings a byte of the value and a backslash
 * would be one character. What a command cannot be given, NUL, is left out.
 */
export function quotedValue(value: string, { quoting, backslash }: Place): string {
  const text = value.replaceAll("\0", "");
  // A newline behind the backslash: the shell removes both.
  const before = backslash ? "\n" : "";
  const inside = text.replaceAll("'", "'\\''");
  switch (quoting) {
    case "plain":
      return `${before}'${inside}'`;
    case "double":
      return `${before}"'${inside}'"`;
    case "single":
      return inside;
    case "comment":
      return text.replaceAll("\n", " ");
  }
}
