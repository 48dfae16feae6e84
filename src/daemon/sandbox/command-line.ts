/** What can be seen of what a command line starts and writes. */
export interface SeenCommands {
  /** The first words of commands. */
  readonly programs: readonly string[];
  /** Files into which output is redirected, or that tee(1) is given. */
  readonly written: readonly string[];
}

/** Words that stand before a command. */
const BEFORE_COMMANDS = new Set("if then elif else while until do ! { time".split(" "));
/** Programs that start the one that stands behind their options and numbers. */
const STARTERS = new Set("exec env nice nohup command setsid stdbuf ionice timeout xargs".split(" "));
const SHELLS = new Set(["sh", "dash", "bash"]);

/** A word of a command line; `known` if it says the same whenever it is used. */
interface Word {
  text: string;
  known: boolean;
}

/**
 * Reads a command line as sh(1) does, as far as is needed to know which words are commands and which are
 * files of redirections. Words with variables are not known. What stands behind a here-document is not read.
 */
export function seenInCommandLine(line: string): SeenCommands {
  const reader = new Reader(line);
  reader.readCommands(undefined);
  return reader.seen;
}

/** The same for a program that is started without a shell. */
export function seenInWords(words: readonly string[]): SeenCommands {
  const reader = new Reader("");
  reader.take(words.map((text) => ({ text, known: !/[$%]/.test(text) })));
  return reader.seen;
}

class Reader {
  readonly seen = { programs: [] as string[], written: [] as string[] };
  private readonly line: string;
  private at = 0;
  /** A backquote ends a substitution and begins none. */
  private inBackquotes = false;

  constructor(line: string) {
    this.line = line;
  }

  /** Reads commands until a closing character, or to the end. */
  readCommands(closing: ")" | "`" | undefined): void {
    let words: Word[] = [];
    const endCommand = (): void => {
      this.take(words);
      words = [];
    };
    while (this.at < this.line.length) {
      const character = this.line[this.at]!;
      if (character === closing || (character === "`" && this.inBackquotes)) break;
      if (/[ \t]/.test(character)) this.at += 1;
      else if (character === "#") this.skipComment();
      else if (character === "<" || character === ">" || /^\d+[<>]/.test(this.line.slice(this.at))) {
        this.readRedirection();
      } else if (character === ")") {
        // A pattern of "case".
        words = [];
        this.at += 1;
      } else if (character === "(") {
        // A function is named before its parentheses.
        if (/^\(\s*\)/.test(this.line.slice(this.at))) words = [];
        endCommand();
        this.readNested(")");
      } else if (/[\n;&|]/.test(character)) {
        endCommand();
        this.at += 1;
      } else words.push(this.readWord());
    }
    endCommand();
    if (this.line[this.at] === closing) this.at += 1;
  }

  /** Notes what a simple command starts, and what it gives to tee(1) or to another shell. */
  take(words: readonly Word[]): void {
    const begin = words.findIndex(({ text }) => !BEFORE_COMMANDS.has(text) && !/^\w+=/.test(text));
    const [program, ...rest] = begin < 0 ? [] : words.slice(begin);
    if (!program?.known) return;
    this.seen.programs.push(program.text);
    const name = program.text.slice(program.text.lastIndexOf("/") + 1);
    if (STARTERS.has(name)) {
      const next = rest.findIndex(({ text }) => !/^(?:-|\w+=|\d+[smhd]?$)/.test(text));
      if (next >= 0) this.take(rest.slice(next));
    } else if (SHELLS.has(name) && rest[0]?.text === "-c" && rest[1]?.known) {
      const { programs, written } = seenInCommandLine(rest[1].text);
      this.seen.programs.push(...programs);
      this.seen.written.push(...written);
    } else if (name === "tee") {
      const files = rest.filter(({ text, known }) => known && !text.startsWith("-"));
      this.seen.written.push(...files.map(({ text }) => text));
    }
  }

  private skipComment(): void {
    const end = this.line.indexOf("\n", this.at);
    this.at = end < 0 ? this.line.length : end;
  }

  private readNested(closing: ")" | "`"): void {
    this.at += 1;
    this.readCommands(closing);
  }

  private readRedirection(): void {
    const [all = "", operator = ""] = /^\d*(<<|<&|<>|<|>>|>&|>\||>)/.exec(this.line.slice(this.at)) ?? [];
    this.at += all.length;
    if (operator === "<<") {
      this.at = this.line.length;
      return;
    }
    while (/[ \t]/.test(this.line[this.at] ?? "")) this.at += 1;
    const { text, known } = this.readWord();
    if (known && operator.includes(">") && operator !== ">&") this.seen.written.push(text);
  }

  private readWord(): Word {
    const word: Word = { text: "", known: true };
    while (this.at < this.line.length) {
      const character = this.line[this.at]!;
      if (/[ \t\n;&|()<>]/.test(character) || (character === "`" && this.inBackquotes)) break;
      if (character === "'") this.readSingleQuoted(word);
      else if (character === '"') this.readDoubleQuoted(word);
      else this.readPiece(word, /[*?[~{]/);
    }
    return word;
  }

  /** One character, or a substitution. Characters in `unknown` stand for something else. */
  private readPiece(word: Word, unknown: RegExp | undefined): void {
    const character = this.line[this.at]!;
    if (character === "\\") {
      word.text += this.line[this.at + 1] ?? "";
      this.at += 2;
      return;
    }
    this.at += 1;
    if (character === "`") this.readInBackquotes();
    else if (character === "$" && this.line[this.at] === "(") this.readNested(")");
    else {
      word.text += character;
      if (!/[$%]/.test(character) && !unknown?.test(character)) return;
    }
    word.known = false;
  }

  private readInBackquotes(): void {
    this.inBackquotes = true;
    this.readCommands("`");
    this.inBackquotes = false;
  }

  private readSingleQuoted(word: Word): void {
    const end = this.line.indexOf("'", this.at + 1);
    const text = this.line.slice(this.at + 1, end < 0 ? undefined : end);
    word.text += text;
    // The correlator puts in values whatever the quotes are.
    if (/[$%]/.test(text)) word.known = false;
    this.at = end < 0 ? this.line.length : end + 1;
  }

  private readDoubleQuoted(word: Word): void {
    this.at += 1;
    while (this.at < this.line.length && this.line[this.at] !== '"') this.readPiece(word, undefined);
    this.at += 1;
  }
}
