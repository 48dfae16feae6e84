import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChildEnd, ChildNews, Command } from "../../../src/core/ports.ts";
import { type OutputEffect, Outputs } from "../../../src/outputs/outputs.ts";
import { DEFAULT_LIMITS, type OutputLimits, type OutputSettings } from "../../../src/outputs/settings.ts";
import { eventually } from "../../conformance/scripted/program.ts";

/** Outputs in a folder of their own, with their log and news at hand. */
export class DrivenOutputs {
  readonly folder = mkdtempSync(join(tmpdir(), "outputs-"));
  readonly log: string[] = [];
  readonly news: ChildNews[] = [];
  readonly outputs: Outputs;

  constructor(limits: Partial<OutputLimits> = {}, settings: Partial<OutputSettings> = {}) {
    this.outputs = new Outputs({
      log: (_level, message) => this.log.push(message),
      onNews: () => {},
      folder: this.folder,
      socketTimeoutSeconds: 60,
      childTerm: true,
      waitForStandardOutput: false,
      limits: { ...DEFAULT_LIMITS, ...limits },
      ...settings,
    });
  }

  perform(effect: OutputEffect): void {
    this.outputs.perform(effect);
  }

  /** Runs a command line. */
  run(line: string, more: Omit<Extract<OutputEffect, { kind: "run" }>, "kind" | "command"> = {}): void {
    const command: Command = { shell: true, line };
    this.perform({ kind: "run", command, ...more });
  }

  /** Takes news until one fits, which is returned. */
  async heard<T extends ChildNews>(what: string, fits: (news: ChildNews) => news is T): Promise<T> {
    return eventually(`${what}; log:\n${this.log.join("\n")}`, () => {
      this.takeNews();
      return this.news.find(fits);
    });
  }

  takeNews(): void {
    for (const news of this.outputs.childNews()) this.news.push(news);
  }

  async ended(command: string): Promise<ChildEnd> {
    return this.heard(`the end of ${command}`, (news): news is ChildEnd => {
      return news.kind === "end" && news.command.startsWith(command);
    });
  }

  async logged(pattern: RegExp): Promise<string> {
    return eventually(`${String(pattern)} in the log`, () =>
      this.log.find((message) => pattern.test(message)),
    );
  }

  lines(): string[] {
    return this.news.flatMap((news) => (news.kind === "line" ? [news.text] : []));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async close(): Promise<void> {
    await this.outputs.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs a test with outputs, and closes them. */
export async function withOutputs(
  use: (driven: DrivenOutputs) => Promise<void>,
  limits: Partial<OutputLimits> = {},
  settings: Partial<OutputSettings> = {},
): Promise<void> {
  const driven = new DrivenOutputs(limits, settings);
  try {
    await use(driven);
  } finally {
    await driven.close();
  }
}
