import { closeSync } from "node:fs";
import { connectSocket, sendBytes, unixAddress } from "../system/sockets.ts";

/** The state of readiness has to arrive; while systemd takes no more, we try so often. */
const RETRY_MS = 100;
/** systemd is told that we live at least so many times within the time after which it would end us. */
const SIGNS_OF_LIFE = 4;
/** A status is replaced no more often. */
const STATUS_MS = 2000;

/** What {@link Readiness} needs of the environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tells systemd how we are, with datagrams to the socket that NOTIFY_SOCKET names (sd_notify(3)). Does
 * nothing if we were not started by it.
 */
export class Readiness {
  private readonly socket: string | undefined;
  /** A sign of life is due after so long; infinite if nobody waits for one. */
  private readonly lifeMs: number;
  private lifeSignAt = Number.NEGATIVE_INFINITY;
  private shown = "";
  private shownAt = Number.NEGATIVE_INFINITY;
  private isReady = false;

  constructor(environment: Environment = process.env, processId: number = process.pid) {
    this.socket = environment["NOTIFY_SOCKET"] || undefined;
    const microseconds = Number(environment["WATCHDOG_USEC"]);
    // With PrivatePIDs= the number that systemd knows us by is another one, and it leaves the variable out.
    const isForUs = [undefined, "", String(processId)].includes(environment["WATCHDOG_PID"]);
    const isWatched = this.socket !== undefined && microseconds > 0 && isForUs;
    this.lifeMs = isWatched ? microseconds / 1000 / SIGNS_OF_LIFE : Number.POSITIVE_INFINITY;
  }

  /** Whether systemd has started us and wants to know. */
  get supervised(): boolean {
    return this.socket !== undefined;
  }

  /** The loop must turn at least this often, in milliseconds. */
  get lifeSignMs(): number {
    return this.lifeMs;
  }

  /** State is restored, rules are loaded, inputs are open. */
  ready(): void {
    if (!this.supervised || this.send("READY=1")) this.isReady = true;
    else setTimeout(() => this.ready(), RETRY_MS).unref();
  }

  /** The end has begun. */
  stopping(): void {
    if (!this.supervised || this.send("STOPPING=1")) return;
    setTimeout(() => this.stopping(), RETRY_MS).unref();
  }

  /** What we are about to do may take so long; to be told before it. */
  extendTimeout(seconds: number): void {
    this.send(`EXTEND_TIMEOUT_USEC=${Math.ceil(seconds * 1_000_000)}`);
  }

  /** To be called whenever the loop turns: a sign of life, if one is due. */
  alive(): void {
    if (this.lifeMs === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    if (now - this.lifeSignAt >= this.lifeMs && this.send("WATCHDOG=1")) this.lifeSignAt = now;
  }

  /** Whether a status would be shown: not too soon after the one before. */
  get wantsStatus(): boolean {
    return this.supervised && this.isReady && performance.now() - this.shownAt >= STATUS_MS;
  }

  /** Shows a text in `systemctl status`, unless it is there already. */
  status(text: string): void {
    this.shownAt = performance.now();
    const line = oneLine(text);
    if (line !== this.shown && this.send(`STATUS=${line}`)) this.shown = line;
  }

  private send(message: string): boolean {
    if (this.socket === undefined) return false;
    const address = unixAddress(this.socket.replace(/^@/, "\0"));
    if (!address) return false;
    const { descriptor } = connectSocket("datagram", address);
    if (descriptor === undefined) return false;
    try {
      return "sent" in sendBytes(descriptor, Buffer.from(message, "latin1"));
    } finally {
      closeSync(descriptor);
    }
  }
}

/** A newline would begin another field of the message, and a terminal obeys other control characters. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\0-\x1f\x7f-\x9f]+/g, " ").slice(0, 1000);
}
