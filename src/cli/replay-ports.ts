import { NO_PERL, type Perl } from "../core/perl-port.ts";
import type { ChildNews, Command, Effect, LogLevel, Ports } from "../core/ports.ts";
import { localTime } from "../daemon/libc.ts";
import { OutputFiles } from "../outputs/files.ts";
import { runNow } from "../outputs/run-now.ts";

export interface ReplaySettings {
  /** Standard output. */
  write(text: string): void;
  log(level: LogLevel, message: string): void;
  /** Whether commands are run and files written; otherwise only shown. */
  readonly runCommands: boolean;
  /** Runs the Perl code of rules. */
  readonly perl?: Perl;
  /** The folder for commands and files with relative names. */
  readonly folder?: string;
}

/**
 * The ports of a replay. The engine does not wait, so commands are run to their end at once, and what they
 * write comes back in the second in which they were started.
 */
export class ReplayPorts implements Ports {
  readonly localTime = localTime;
  readonly perl: Perl;
  private readonly settings: ReplaySettings;
  private readonly files: OutputFiles;
  private news: ChildNews[] = [];

  constructor(settings: ReplaySettings) {
    this.settings = settings;
    this.perl = settings.perl ?? NO_PERL;
    this.files = new OutputFiles(settings.folder);
  }

  log(level: LogLevel, message: string): void {
    this.settings.log(level, message);
  }

  childNews(): readonly ChildNews[] {
    const { news } = this;
    if (news.length > 0) this.news = [];
    return news;
  }

  perform(effect: Effect): void {
    switch (effect.kind) {
      case "write":
        this.writeFile(effect.file, effect.newline ? `${effect.text}\n` : effect.text, false);
        break;
      case "write-and-close":
        this.writeFile(effect.file, effect.text, true);
        break;
      case "close":
        if (effect.output === "file") this.closeFile(effect.name);
        break;
      case "run":
        this.run(effect);
        break;
      case "send":
        this.show(`would send to ${effect.output} ${effect.name}: ${effect.text}`);
        break;
      case "add-input":
      case "drop-input":
        this.show(`would ${effect.kind === "add-input" ? "add" : "drop"} input ${effect.file}`);
        break;
      case "signal":
        if (effect.signal === "USR2" || effect.signal === "HUP") this.files.closeAll();
        break;
    }
  }

  private show(line: string): void {
    this.settings.write(`${line}\n`);
  }

  private writeFile(name: string, text: string, closing: boolean): void {
    if (name === "-") {
      this.settings.write(text);
    } else if (this.settings.runCommands) {
      try {
        if (closing) this.files.writeAndClose(name, text);
        else this.files.write(name, text);
      } catch (error) {
        this.log(2, `Can't write to file '${name}' (${(error as Error).message})`);
      }
    } else this.show(`would write to ${name}: ${text.replace(/\n$/, "")}`);
  }

  private closeFile(name: string): void {
    if (name === "-") return;
    if (!this.files.close(name)) this.log(3, `File '${name}' is not open, can't close`);
  }

  private run({ command, input = [], events, ticket }: Extract<Effect, { kind: "run" }>): void {
    if (!this.settings.runCommands) {
      this.show(`would run: ${commandText(command)}`);
      return;
    }
    const { output, code, signal } = runNow(command, input, this.settings.folder);
    if (events) {
      const lines = output.split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const text of lines) this.news.push({ kind: "line", text, context: events.context });
    } else this.settings.write(output);
    // The reference takes the end by a signal for exit code 0.
    const succeeded = signal !== undefined || code === 0;
    if (!succeeded)
      this.log(3, `Child terminated with non-zero exit code ${code} (command '${commandText(command)}')`);
    if (ticket !== undefined) this.news.push({ kind: "end", ticket, succeeded });
  }
}

function commandText(command: Command): string {
  return command.shell ? command.line : command.arguments.join(" ");
}
