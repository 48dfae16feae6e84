import { commandText } from "../core/actions/command.ts";
import { NO_PERL, type Perl } from "../core/perl-port.ts";
import type { ChildNews, Effect, LogLevel, Ports } from "../core/ports.ts";
import { Refusals } from "../outputs/refusals.ts";
import { runNow } from "../outputs/run-now.ts";
import { DEFAULT_LIMITS } from "../outputs/settings.ts";
import { WrittenFiles } from "../outputs/written-files.ts";
import { localTime } from "../system/local-time.ts";
import type { AddedInputs } from "./added-inputs.ts";

export interface ReplaySettings {
  /** Standard output. */
  write(text: string): void;
  log(level: LogLevel, message: string): void;
  /** Whether commands are run and files written; otherwise only shown. */
  readonly runCommands: boolean;
  /** What addinput and dropinput do; without it they are only shown. */
  readonly addedInputs?: Pick<AddedInputs, "drop" | "dropAll"> & {
    add(path: string, offset: string, context: string | undefined): void;
  };
  /** Writes the state to the dump file (manual: SIGUSR1). */
  dump?(): void;
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
  private readonly files: WrittenFiles;
  private news: ChildNews[] = [];

  constructor(settings: ReplaySettings) {
    this.settings = settings;
    this.perl = settings.perl ?? NO_PERL;
    this.files = new WrittenFiles({
      // All it has to say is about failures, which are debugging messages in the reference.
      log: (_level, message) => this.log(2, message),
      limits: DEFAULT_LIMITS,
      refusals: new Refusals((level, message) => this.log(level, message)),
      ...(settings.folder === undefined ? {} : { folder: settings.folder }),
    });
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
        this.writeFile(effect.file, effect.text, effect.newline ? `${effect.text}\n` : effect.text, false);
        break;
      case "write-and-close":
        this.writeFile(effect.file, effect.text, effect.text, true);
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
        if (this.settings.addedInputs)
          this.settings.addedInputs.add(effect.file, effect.offset, effect.context);
        else this.show(`would add input ${effect.file}`);
        break;
      case "drop-input":
        if (this.settings.addedInputs) this.settings.addedInputs.drop(effect.file);
        else this.show(`would drop input ${effect.file}`);
        break;
      case "signal":
        if (effect.signal === "HUP") this.settings.addedInputs?.dropAll();
        if (effect.signal === "USR1") this.settings.dump?.();
        if (effect.signal === "USR2" || effect.signal === "HUP") this.files.closeAll();
        break;
    }
  }

  private show(line: string): void {
    this.settings.write(`${line}\n`);
  }

  private writeFile(name: string, event: string, text: string, closing: boolean): void {
    if (name === "-") this.settings.write(text);
    else if (!this.settings.runCommands) this.show(`would write to ${name}: ${event}`);
    else if (closing) this.files.writeAndClose(name, text);
    else this.files.write(name, event, text);
  }

  private closeFile(name: string): void {
    if (name === "-") return;
    if (!this.files.close(name)) this.log(6, `File '${name}' is not open, can't close`);
  }

  private run({ command, input = [], events, ticket }: Extract<Effect, { kind: "run" }>): void {
    const text = commandText(command);
    if (!this.settings.runCommands) {
      this.show(`would run: ${text}`);
      return;
    }
    const { child, output, code, signal } = runNow(command, input, this.settings.folder);
    this.log(6, `Child ${child} created for command '${text}'`);
    if (events) {
      const lines = output.split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const line of lines) this.news.push({ kind: "line", child, text: line, context: events.context });
    } else this.settings.write(output);
    this.news.push({
      kind: "end",
      child,
      command: text,
      code,
      ...(signal === undefined ? {} : { signal }),
      ...(ticket === undefined ? {} : { ticket }),
    });
  }
}
