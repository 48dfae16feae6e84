import type { ChildNews, Effect } from "../core/ports.ts";
import { Commands, type RunningCommand } from "./commands.ts";
import { Refusals } from "./refusals.ts";
import type { OutputSettings, Surroundings } from "./settings.ts";
import { Sockets } from "./sockets.ts";
import { StandardOutput } from "./standard-output.ts";
import type { Tracked } from "./tracked.ts";
import { WrittenFiles } from "./written-files.ts";

/** Effects that are carried out here. Inputs and signals belong to the daemon. */
export type OutputEffect = Exclude<Effect, { kind: "add-input" | "drop-input" | "signal" }>;

/** How long the end of the program waits for slow readers, and for commands that have no room yet. */
const MOST_MILLISECONDS_AT_END = 3000;
const MILLISECONDS_BETWEEN_LOOKS = 10;

const STANDARD_OUTPUT = "-";

/**
 * Carries out effects: files, sockets and commands. Nothing here waits or throws, whatever is at the other
 * end; what goes wrong is logged in the words of the reference.
 */
export class Outputs {
  private readonly settings: Surroundings;
  private readonly standardOutput: StandardOutput;
  private readonly files: WrittenFiles;
  private readonly sockets: Sockets;
  private readonly commands: Commands;

  constructor(settings: OutputSettings) {
    this.settings = {
      ...settings,
      refusals: new Refusals((level, text) => settings.log(level, text)),
      freeDescriptor: () => this.files.setOneAside(),
    };
    this.standardOutput = new StandardOutput(this.settings);
    this.files = new WrittenFiles(this.settings);
    this.sockets = new Sockets(this.settings);
    this.commands = new Commands(this.settings);
  }

  /** Carries out an effect, or begins it, in the order of the calls. */
  perform(effect: OutputEffect, tracked?: Tracked): void {
    switch (effect.kind) {
      case "write":
        this.write(effect.file, effect.text, effect.newline, tracked);
        break;
      case "write-and-close":
        if (effect.file === STANDARD_OUTPUT) this.standardOutput.write(effect.text, undefined);
        else this.files.writeAndClose(effect.file, effect.text);
        break;
      case "send":
        this.sockets.send(effect.output, effect.name, effect.text, tracked);
        break;
      case "close":
        this.closeOne(effect);
        tracked?.over();
        break;
      case "run":
        this.commands.run(effect, tracked);
        break;
    }
  }

  /** Lets a command that is not to be tried any more count as one that has failed. */
  giveUp(effect: Extract<Effect, { kind: "run" }>): void {
    this.commands.refuse(effect);
  }

  /** What has come from commands since it was asked last. */
  childNews(): readonly ChildNews[] {
    return this.commands.takeNews();
  }

  /** The effects whose commands have ended since news was asked for. */
  endedEffects(): readonly string[] {
    return this.commands.endedEffects;
  }

  /** How many more commands can be started at once. */
  get roomForCommands(): number {
    return this.commands.room;
  }

  /** The effects whose commands have not been started, for want of room. */
  waitingEffects(): readonly string[] {
    return this.commands.waitingEffects;
  }

  /** Commands that run, for the dump. */
  children(): readonly RunningCommand[] {
    return this.commands.children();
  }

  /** Closes files and sockets; they are opened again when they are needed (signals HUP, ABRT and USR2). */
  closeOutputs(): void {
    this.standardOutput.close();
    this.files.closeAll();
    this.sockets.closeAll();
  }

  /** With `--childterm`, sends SIGTERM to the commands that run (signal HUP, and the end). */
  terminateChildren(): void {
    if (this.settings.childTerm) this.commands.terminate();
  }

  /** Takes other options, which hold for what is begun from now on. */
  reconfigure(settings: Pick<OutputSettings, "childTerm" | "socketTimeoutSeconds" | "limits">): void {
    Object.assign(this.settings, settings);
  }

  /**
   * Ends: what waits for slow readers is written, and commands that wait for room are started, for as long as
   * either may take at the end; commands that are tracked may also wait for the next start. Commands are not
   * waited for, but sent SIGTERM, with `--childterm`, unless told not to; those that end by themselves within
   * the grace are not.
   */
  async close(
    terminate = true,
    graceMilliseconds = 0,
    mostMilliseconds = MOST_MILLISECONDS_AT_END,
  ): Promise<void> {
    if (graceMilliseconds > 0) {
      this.commands.startAll(mostMilliseconds);
      await until(() => this.commands.children().length === 0, graceMilliseconds);
    }
    if (terminate) this.terminateChildren();
    this.closeOutputs();
    await until(() => !this.waits(), mostMilliseconds);
    this.commands.startAll(mostMilliseconds);
    this.commands.close();
    this.standardOutput.abandon();
    this.files.abandon();
    this.sockets.abandon();
    this.settings.refusals.flush();
  }

  private waits(): boolean {
    const { commands, files, sockets, standardOutput } = this;
    return commands.waitingCommands > 0 || files.waits || sockets.waits || standardOutput.waits;
  }

  private write(file: string, text: string, newline: boolean, tracked: Tracked | undefined): void {
    const whole = newline ? `${text}\n` : text;
    if (file !== STANDARD_OUTPUT) this.files.write(file, text, whole, tracked);
    else {
      this.standardOutput.write(whole, text);
      tracked?.over();
    }
  }

  private closeOne({ output, name }: Extract<Effect, { kind: "close" }>): void {
    const wasOpen =
      output !== "file"
        ? this.sockets.close(output, name)
        : name === STANDARD_OUTPUT
          ? this.standardOutput.close()
          : this.files.close(name);
    if (wasOpen) return;
    if (output === "file") this.settings.log(6, `File '${name}' is not open, can't close`);
    else if (output === "udgram" || output === "ustream") {
      this.settings.log(6, `Socket '${name}' is not open, can't close`);
    } else {
      const protocol = output === "udpsock" ? "UDP" : "TCP";
      this.settings.log(6, `No socket for ${protocol} peer '${name}', can't close`);
    }
  }
}

/** Waits until something holds, or for so long. */
async function until(holds: () => boolean, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds() && Date.now() < deadline) {
    await new Promise((resolve) => {
      setTimeout(resolve, MILLISECONDS_BETWEEN_LOOKS);
    });
  }
}
