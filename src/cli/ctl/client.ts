import { connect, type Socket } from "node:net";
import { PROTOCOL_VERSION } from "../../daemon/control/protocol.ts";

/** An answer, as the protocol has it. */
export interface ControlAnswer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly items?: readonly unknown[];
  readonly more?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Why there was no answer. `code` is that of the system call, if one failed. */
export class NoAnswer extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A connection to a control socket. */
export class ControlClient {
  private readonly socket: Socket;
  private readonly timeoutMs: number;
  private received: Buffer[] = [];
  private waiting:
    | { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }
    | undefined;
  private failure: NoAnswer | undefined;

  private constructor(socket: Socket, timeoutMs: number) {
    this.socket = socket;
    this.timeoutMs = timeoutMs;
    socket.on("data", (bytes: Buffer) => this.receive(bytes));
    socket.on("error", (error: NodeJS.ErrnoException) => this.fail(error.code ?? "", error.message));
    socket.on("close", () => this.fail("closed", "the program has closed the connection"));
  }

  static connect(path: string, timeoutMs: number): Promise<ControlClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ path });
      const failed = (error: NodeJS.ErrnoException): void =>
        reject(new NoAnswer(error.code ?? "", error.message));
      socket.once("error", failed);
      socket.once("connect", () => {
        socket.off("error", failed);
        resolve(new ControlClient(socket, timeoutMs));
      });
    });
  }

  /** Sends a request and waits for its answer. Strings are bytes, one a character. */
  async ask(request: string, args: Readonly<Record<string, unknown>> = {}): Promise<ControlAnswer> {
    const line = `${JSON.stringify({ version: PROTOCOL_VERSION, request, arguments: args })}\n`;
    const answer = new Promise<string>((resolve, reject) => {
      if (this.failure) reject(this.failure);
      this.waiting = { resolve, reject };
    });
    this.socket.write(line, "latin1");
    const timer = setTimeout(() => {
      this.fail("timeout", `no answer within ${this.timeoutMs / 1000} seconds`);
    }, this.timeoutMs);
    try {
      return JSON.parse(await answer) as ControlAnswer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** All items of a list. */
  async *list(request: string, args: Readonly<Record<string, unknown>> = {}): AsyncGenerator<unknown> {
    yield* this.rest(await this.ask(request, args));
  }

  /** The items of a list that has begun with an answer. */
  async *rest(first: ControlAnswer): AsyncGenerator<unknown> {
    for (let answer = first; ; ) {
      if (!answer.ok)
        throw new NoAnswer(answer.error?.code ?? "", answer.error?.message ?? "no reason given");
      yield* answer.items ?? [];
      if (answer.more === undefined) return;
      answer = await this.ask("more", { listing: answer.more });
    }
  }

  /** Waits until the program closes the connection. */
  async ended(): Promise<void> {
    if (this.socket.destroyed) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new NoAnswer("timeout", "it has not ended yet")), this.timeoutMs);
      this.socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(bytes: Buffer): void {
    this.received.push(bytes);
    if (!bytes.includes(10)) return;
    const line = Buffer.concat(this.received).toString("latin1");
    this.received = [];
    this.waiting?.resolve(line.trimEnd());
    this.waiting = undefined;
  }

  private fail(code: string, message: string): void {
    this.failure ??= new NoAnswer(code, message);
    this.waiting?.reject(this.failure);
    this.waiting = undefined;
    this.socket.destroy();
  }
}
