import type { Engine } from "../engine.ts";
import type { Command } from "../ports.ts";
import type { Template } from "../templates/template.ts";
import { type ActionScope, render } from "./scope.ts";

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

export function shellCommand(engine: Engine, line: Template, scope: ActionScope, quotable: boolean): Command {
  return { shell: true, line: renderForCommand(engine, line, scope, quotable) };
}

export function argumentCommand(engine: Engine, words: readonly Template[], scope: ActionScope): Command {
  return { shell: false, arguments: words.map((word) => render(engine, word, scope)) };
}

/** The lines of a context's event store, if there are any to report. */
export function linesToReport(engine: Engine, name: string): readonly string[] | undefined {
  const context = engine.contexts.get(name);
  if (!context) engine.log(3, () => `Context '${name}' does not exist, can't report`);
  else if (context.store.length === 0) {
    engine.log(3, () => `Event store of context '${name}' is empty, nothing to report`);
  } else return context.store.map((event) => event.text);
  return undefined;
}

/** Writes lines to a command's standard input, or to standard output without a command. */
export function feed(engine: Engine, lines: readonly string[], command: Command | undefined): void {
  if (command) {
    engine.ports.perform({ kind: "run", command, input: lines });
    return;
  }
  for (const text of lines) engine.ports.perform({ kind: "write", file: "-", text, newline: true });
}
