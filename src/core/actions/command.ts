import type { Engine } from "../engine.ts";
import type { Command } from "../ports.ts";
import type { Template } from "../templates/template.ts";
import { type ActionScope, render, renderQuoted } from "./scope.ts";

/** Puts a text into single quotes for the shell (manual: `assignsq`, `--quoting`). */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Fills in a text for a command line; with `--quoting`, and where it applies, `%s` is quoted. */
export function renderForCommand(
  engine: Engine,
  template: Template,
  scope: ActionScope,
  quotable: boolean,
): string {
  if (!quotable || !engine.options.quoting) return render(engine, template, scope);
  return render(engine, template, { ...scope, description: quoteForShell(scope.description) });
}

/** A command line for the shell. What cannot be put into it safely becomes a command that only says so. */
export function shellCommand(engine: Engine, line: Template, scope: ActionScope, quotable: boolean): Command {
  if ((engine.options.shellVariables ?? "raw") === "raw") {
    return { shell: true, line: renderForCommand(engine, line, scope, quotable) };
  }
  return { shell: true, line: renderQuoted(engine, line, scope) };
}

export function argumentCommand(engine: Engine, words: readonly Template[], scope: ActionScope): Command {
  return { shell: false, arguments: words.map((word) => render(engine, word, scope)) };
}

/** Starts a command. */
export function execute(engine: Engine, command: Command): void {
  engine.log(5, () => `Executing ${named(command)}`);
  engine.ports.perform({ kind: "run", command });
}

/** Starts a command whose output lines become events, maybe with an internal context of their own. */
export function spawnCommand(engine: Engine, command: Command, context?: string): void {
  engine.log(5, () => {
    return `Spawning ${named(command)}${context === undefined ? "" : ` with context '${context}'`}`;
  });
  const events = context === undefined ? {} : { context };
  engine.ports.perform({ kind: "run", command, events });
}

/** Writes a line to a command's standard input, or to standard output without a command. */
export function feedLine(engine: Engine, line: string, receiver: Command | Standard): void {
  engine.log(5, () => `Feeding event '${line}' to ${named(receiver)}`);
  feed(engine, [line], receiver);
}

/** Writes a context's event store to a command's standard input, or to standard output without a command. */
export function reportStore(engine: Engine, name: string, receiver: Command | Standard): void {
  engine.log(5, () => `Reporting the event store of context '${name}' through ${named(receiver)}`);
  const context = engine.contexts.get(name);
  if (!context) engine.log(3, () => `Context '${name}' does not exist, can't report`);
  else if (context.store.length === 0) {
    engine.log(6, () => `Event store of context '${name}' is empty, nothing to report`);
  } else {
    feed(
      engine,
      context.store.map((event) => event.text),
      receiver,
    );
  }
}

/** Standard output instead of a command; `shell` says for which action: pipe or pipeexec, for example. */
export interface Standard {
  readonly shell: boolean;
  readonly standardOutput: true;
}

export function standardOutput(shell: boolean): Standard {
  return { shell, standardOutput: true };
}

function feed(engine: Engine, lines: readonly string[], receiver: Command | Standard): void {
  if (!("standardOutput" in receiver)) {
    engine.ports.perform({ kind: "run", command: receiver, input: lines });
    return;
  }
  for (const text of lines) engine.ports.perform({ kind: "write", file: "-", text, newline: true });
}

function named(receiver: Command | Standard): string {
  const text = "standardOutput" in receiver ? "" : commandText(receiver);
  return `${receiver.shell ? "shell command" : "command"} '${text}'`;
}

/** A command as it is shown in the log. */
export function commandText(command: Command): string {
  return command.shell ? command.line : command.arguments.join(" ");
}
