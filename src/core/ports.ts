import type { Perl } from "./perl-port.ts";

/**
 * The ports of the engine: everything it may not know or do by itself. Each is called synchronously, in the
 * middle of a step, because an action may need the result at once (a file that the next command reads, a
 * Perl value that the next condition tests).
 */
export interface Ports {
  /** Carries out an effect in order. What finishes later (commands, sockets) is only begun. */
  perform(effect: Effect): void;
  /**
   * One message of SEC's log; 1 is critical, 6 is debugging. The text is one record and may contain
   * newlines.
   */
  log(level: LogLevel, message: string): void;
  localTime(epochSeconds: number): LocalTime;
  /** What has come from commands since it was asked last. It is asked when no event waits. */
  childNews(): readonly ChildNews[];
  /**
   * Whether events that still wait are to go on waiting until the engine is called again: events can bring
   * about events without end, and nothing else can be heard meanwhile. Absent where nothing else matters.
   */
  mustPause?(): boolean;
  /** CPU time that the program has used, in microseconds; needed if rules are measured (`--ruleperf`). */
  cpuMicroseconds?(): number;
  /** Runs the Perl code of rules; absent where rules with such code are left out. */
  readonly perl?: Perl;
}

/** A line that a command wrote, if its lines become events, or the end of a command. */
export type ChildNews = ChildLine | ChildEnd;

export interface ChildLine {
  readonly kind: "line";
  /** Its process. */
  readonly child: number;
  readonly text: string;
  readonly context: string | undefined;
}

export interface ChildEnd {
  readonly kind: "end";
  readonly child: number;
  /** The command as it is shown in the log. */
  readonly command: string;
  /** Its exit code; 0 if a signal ended it. */
  readonly code: number;
  /** The number of the signal that ended it. */
  readonly signal?: number;
  /** Present if the command was started with it. */
  readonly ticket?: number;
}

export type LogLevel = 1 | 2 | 3 | 4 | 5 | 6;

/** Local time, as Perl's `localtime` and `strftime` give it. */
export interface LocalTime {
  readonly second: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  readonly year: number;
  /** 0 to 6, 0 is Sunday. */
  readonly weekday: number;
  /** Name of the time zone, `%Z` of strftime(3). */
  readonly zone: string;
  /** Offset from UTC, `%z` of strftime(3), such as `+0200`. */
  readonly offset: string;
}

/** How a command is started: by a shell if it needs one, or as a list of arguments. */
export type Command =
  | { readonly shell: true; readonly line: string }
  | { readonly shell: false; readonly arguments: readonly string[] };

/** Something that happens outside of the engine. Texts are bytes, one a character. */
export type Effect =
  | { readonly kind: "write"; readonly file: string; readonly text: string; readonly newline: boolean }
  | { readonly kind: "write-and-close"; readonly file: string; readonly text: string }
  | { readonly kind: "close"; readonly output: OutputKind; readonly name: string }
  | { readonly kind: "send"; readonly output: SocketKind; readonly name: string; readonly text: string }
  | {
      readonly kind: "run";
      readonly command: Command;
      /** Lines for the command's standard input. */
      readonly input?: readonly string[];
      /**
       * Present if the command's output lines become events: the internal context they get, if not the
       * usual.
       */
      readonly events?: { readonly context?: string };
      /** Told to the engine again when the command has ended (SingleWithScript). */
      readonly ticket?: number;
    }
  | {
      readonly kind: "add-input";
      readonly file: string;
      /** What the rule says, whether it is a number, `-`, or neither. */
      readonly offset: string;
      readonly context?: string;
    }
  | { readonly kind: "drop-input"; readonly file: string }
  | { readonly kind: "signal"; readonly signal: string };

/** Sockets that stay open between two sends, named after the actions that use them. */
export type SocketKind = "udgram" | "ustream" | "udpsock" | "tcpsock";

export type OutputKind = "file" | SocketKind;
