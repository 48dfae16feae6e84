import {
  type Perl,
  type PerlCall,
  PerlExit,
  type PerlFault,
  type PerlOutcome,
  type PerlReply,
} from "../core/perl-port.ts";
import { withoutPlace } from "./check-syntax.ts";
import { HostProcess, type HostProcessSettings, type NoReply } from "./host-process.ts";
import { FrameWriter, readReply } from "./protocol.ts";

/** What a {@link PerlHost} is made from; everything but `log` may be left out. */
export interface PerlHostSettings extends Partial<Omit<HostProcessSettings, "virtualTime">> {
  /** The second in which virtual time begins, asked for when code is compiled; without it, time is real. */
  virtualStart?(): number;
  /** How long a call may take. */
  readonly timeoutSeconds?: number;
  /** Whether `exit` in Perl code ends the program, or only the call. */
  readonly exit?: "end" | "ignore";
  /** Called before each call: whatever was written so far must be where the code expects it. */
  beforeCall?(): void;
  /** Called after each call, when what the code has printed is complete. */
  afterCall?(): void;
  log(message: string): void;
}

interface RuleFunction {
  readonly handle: number;
  readonly code: string;
  /** Why it could not be compiled; empty if it was. */
  fault: string;
  /** It ended the process, or took too long, when it was compiled. */
  deadly: boolean;
}

export const DEFAULT_TIMEOUT_SECONDS = 5;
/** Code may load modules when it is compiled. */
const COMPILE_MILLISECONDS = 30_000;
const END_MILLISECONDS = 5000;
/** After a start that failed, the next one is tried so much later. */
const MILLISECONDS_BETWEEN_STARTS = 10_000;
const DEADLY = "it ends the Perl process, or takes too long, when it is compiled";

/**
 * Runs the Perl code of rules in one child process, which is started when it is first needed, and anew when
 * it has ended or does not reply in time.
 */
export class PerlHost implements Perl {
  private readonly settings: PerlHostSettings;
  private readonly process: HostProcessSettings;
  private readonly timeoutMilliseconds: number;
  private readonly writer = new FrameWriter();
  /** The functions of rules, in the order in which they are compiled. */
  private readonly functions = new Map<number, RuleFunction>();
  /** Functions that were compiled and have not been asked for, by their code. */
  private readonly waiting = new Map<string, RuleFunction[]>();
  private unused: number[] = [];
  private lastHandle = 0;
  private generation = 0;
  private host: HostProcess | undefined;
  /** A process that has been started and not been waited for. */
  private starting: HostProcess | undefined;
  private nextStart = Number.NEGATIVE_INFINITY;
  private reason = "";
  /** The second of the last call. */
  private now: number | undefined;
  /** There is a new process since the last reply. */
  private restarted = false;

  constructor(settings: PerlHostSettings) {
    this.settings = settings;
    this.timeoutMilliseconds = (settings.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
    this.process = {
      perl: settings.perl ?? "perl",
      virtualTime: settings.virtualStart !== undefined,
      stdout: settings.stdout ?? 1,
      stderr: settings.stderr ?? 2,
      folder: settings.folder,
      environment: settings.environment ?? process.env,
    };
  }

  /** The Perl process, if one is running. */
  get pid(): number | undefined {
    return this.host?.pid;
  }

  /** Starts the process, if there is none, for a use that is about to come, and does not wait for it. */
  prepare(): void {
    if (!this.host && !this.starting && performance.now() >= this.nextStart)
      this.starting = this.newProcess();
  }

  /** Why there is no Perl, or nothing if there is one. */
  whyUnavailable(): string | undefined {
    return this.running() ? undefined : this.reason;
  }

  /** Compiles the code of a rule. Says why it yields no function, or nothing if it does. */
  compile(code: string): PerlFault | undefined {
    const compiled = this.newFunction(code);
    if (compiled.fault !== "") {
      this.functions.delete(compiled.handle);
      return { message: compiled.fault, deadly: compiled.deadly };
    }
    const others = this.waiting.get(code);
    if (others) others.push(compiled);
    else this.waiting.set(code, [compiled]);
    return undefined;
  }

  function(code: string): number {
    return (this.waiting.get(code)?.shift() ?? this.newFunction(code)).handle;
  }

  release(handle: number): void {
    this.unused.push(handle);
  }

  call(call: PerlCall): PerlReply {
    this.now = call.now;
    if (typeof call.code === "number") {
      const wanted = this.functions.get(call.code);
      // Rules may have loaded the modules since that it needs.
      if (wanted && wanted.fault !== "" && !wanted.deadly) this.compileAgain(wanted);
      if (wanted && wanted.fault !== "") return this.reply({ kind: "failed", message: wanted.fault });
    }
    this.settings.beforeCall?.();
    this.lastHandle += 1;
    const handle = this.lastHandle;
    const reply = this.exchange(() => this.writer.call(call, handle), this.timeoutMilliseconds);
    this.settings.afterCall?.();
    if (typeof reply === "string") return this.reply({ kind: "failed", message: reply });
    const read = readReply(reply);
    return this.restarted ? this.reply(read.outcome, read.changed) : read;
  }

  private reply(outcome: PerlOutcome, changed: PerlReply["changed"] = []): PerlReply {
    const { restarted } = this;
    this.restarted = false;
    return { outcome, changed, restarted };
  }

  /** Ends the process, which may still print something. */
  close(): void {
    this.settings.beforeCall?.();
    this.starting?.close(0);
    this.host?.close(END_MILLISECONDS);
    this.starting = undefined;
    this.host = undefined;
    this.settings.afterCall?.();
  }

  private newFunction(code: string): RuleFunction {
    this.lastHandle += 1;
    const made: RuleFunction = { handle: this.lastHandle, code, fault: "", deadly: false };
    this.compileAgain(made);
    this.functions.set(made.handle, made);
    return made;
  }

  private compileAgain(wanted: RuleFunction): void {
    this.settings.beforeCall?.();
    // Until it is known, a process that replaces this one leaves it alone.
    wanted.deadly = true;
    this.now ??= this.settings.virtualStart?.() ?? 0;
    const { now } = this;
    const fill = (): void => this.writer.compile(wanted.handle, wanted.code, now);
    const reply = this.exchange(fill, COMPILE_MILLISECONDS);
    this.settings.afterCall?.();
    if (typeof reply !== "string") {
      wanted.deadly = false;
      wanted.fault = withoutPlace(reply.toString("latin1", 1));
      return;
    }
    wanted.deadly = this.host !== undefined;
    wanted.fault = wanted.deadly ? DEADLY : reply;
  }

  private newProcess(): HostProcess {
    this.generation += 1;
    return new HostProcess(this.process, this.generation);
  }

  /** The process, started if there is none. */
  private running(): HostProcess | undefined {
    if (this.host || performance.now() < this.nextStart) return this.host;
    const host = this.starting ?? this.newProcess();
    this.starting = undefined;
    const failure = host.start();
    if (failure !== undefined) {
      host.close(0);
      this.reason = failure;
      this.nextStart = performance.now() + MILLISECONDS_BETWEEN_STARTS;
      return undefined;
    }
    this.host = host;
    this.unused = [];
    if (this.generation > 1) this.restarted = true;
    for (const wanted of this.functions.values()) {
      // Compiling one may end the process; then the next one has compiled the rest.
      if (!wanted.deadly && this.host === host) this.compileAgain(wanted);
    }
    return this.host;
  }

  /**
   * Sends a request, and once more if the process had ended before it. Gives the reply, or why there is none.
   */
  private exchange(fill: () => void, milliseconds: number): Buffer | string {
    for (let again = false; ; again = true) {
      const host = this.running();
      if (!host) return `Perl can't be started: ${this.reason}`;
      this.writer.clear();
      if (this.unused.length > 0) {
        this.writer.forget(this.unused);
        this.unused = [];
      }
      fill();
      const reply = host.exchange(this.writer.written(), milliseconds);
      if (Buffer.isBuffer(reply)) return reply;
      const message = this.lost(host, reply, milliseconds);
      if (again || reply.kind === "timeout" || reply.delivered) return message;
    }
  }

  /**
   * There is no reply: the code has ended the program, or there must be a new process. Says what happened.
   */
  private lost(host: HostProcess, why: NoReply, milliseconds: number): string {
    this.host = undefined;
    host.close(0);
    const status = why.kind === "ended" && why.end && "status" in why.end ? why.end.status : undefined;
    if (status !== undefined && this.settings.exit !== "ignore") {
      this.settings.afterCall?.();
      throw new PerlExit(status);
    }
    const message = reasonText(why, milliseconds);
    const restarted = this.running() !== undefined;
    this.settings.log(`${message}; ${restarted ? "a new one was started" : "it can't be started again"}`);
    return message;
  }
}

function reasonText(why: NoReply, milliseconds: number): string {
  if (why.kind === "timeout") return `the Perl process did not reply within ${milliseconds / 1000} seconds`;
  if (why.end === undefined) return "the Perl process has ended";
  return "status" in why.end
    ? `Perl code called exit(${why.end.status}), which is ignored, and its process has ended`
    : `the Perl process was ended by signal ${why.end.signal}`;
}
