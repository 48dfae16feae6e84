/** Commands that run their words, or evaluate them; variables are no matter of quotes there. */
const EVALUATE = new Set([
  "eval",
  "trap",
  "let",
  "alias",
  "unset",
  "export",
  "readonly",
  "declare",
  "typeset",
  "local",
  "read",
  "getopts",
  "mapfile",
  "readarray",
  "ssh",
  "rsh",
  "watch",
]);
/** Those that run the word behind their option -c. */
const SHELLS = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "ksh",
  "mksh",
  "zsh",
  "busybox",
  "su",
  "runuser",
  "script",
  "flock",
]);
/** Behind these, their options and numbers, the word that names the command is still to come. */
const BEFORE_COMMANDS = new Set([
  ..."if then else elif do while until ! { time".split(" "),
  ..."command builtin exec env nohup nice ionice setsid timeout sudo doas chroot stdbuf flock xargs".split(
    " ",
  ),
]);

/**
 * The words of the simple command that is being read, as far as they tell whether the command evaluates its
 * words a second time.
 */
export class CommandWords {
  private word = "";
  private hasWord = false;
  private subscript = false;
  private isCommandNext = true;
  /** The command evaluates all words that follow. */
  private evaluates: string | undefined;
  /** A shell has been named, and its option -c. */
  private shell: string | undefined;
  private isScriptNext = false;
  /** A redirection's file is next. */
  private isTarget = false;

  /** Adds to the present word; quotes are left out. */
  add(text: string): void {
    this.word += text;
    this.hasWord = true;
  }

  /** The same for a character that stands outside of quotes. */
  addPlain(character: string): void {
    if (character === "[" && this.isCommandNext && /^[A-Za-z_]\w*$/.test(this.word)) this.subscript = true;
    if (character === "]") this.subscript = false;
    this.add(character);
  }

  /** Why what stands here would be evaluated a second time; undefined if it is not. */
  whyEvaluated(): string | undefined {
    if (this.subscript) return "it stands in a subscript, which is arithmetic";
    const isOption = this.shell !== undefined && this.word.startsWith("--command=");
    if (this.isScriptNext || isOption) return `it stands in a script that ${this.shell} is given`;
    return this.evaluates === undefined ? undefined : `${this.evaluates} evaluates it a second time`;
  }

  /** A character has come that ends words, behind another one; returns the word that it ends. */
  end(character: string, previous: string): string | undefined {
    const word = this.hasWord ? this.word : undefined;
    const isRedirection = character === "<" || character === ">";
    if (word !== undefined && this.isTarget) this.isTarget = false;
    else if (word !== undefined && !(isRedirection && /^\d+$/.test(word))) this.take(word);
    this.word = "";
    this.hasWord = this.subscript = false;
    const followsRedirection = previous === "<" || previous === ">";
    if (isRedirection) this.isTarget = true;
    else if (!followsRedirection && /[\n;&|()]/.test(character)) this.beginCommand(character + previous);
    return word;
  }

  private beginCommand(signs: string): void {
    this.isCommandNext = true;
    this.isTarget = false;
    // A single & may belong to &>, and ) to <(…): the command is still the same then.
    if (/^(?:&[^&]|\))/.test(signs)) return;
    this.evaluates = this.shell = undefined;
    this.isScriptNext = false;
  }

  private take(word: string): void {
    const isOption = /^[-+]/.test(word);
    if (this.shell !== undefined && /^(?:[-+][A-Za-z]*c[A-Za-z]*|--command)$/.test(word))
      this.isScriptNext = true;
    else if (!isOption) this.isScriptNext = false;
    const name = word.replace(/^.*\//, "");
    if (SHELLS.has(name)) this.shell = name;
    if (!this.isCommandNext) return;
    if (EVALUATE.has(name)) this.evaluates = name;
    const mayPrecede = BEFORE_COMMANDS.has(name) || isOption || /^(?:\d+\w?|[A-Za-z_]\w*=[^]*)$/.test(word);
    if (!mayPrecede) this.isCommandNext = false;
  }
}
