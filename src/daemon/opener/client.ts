import { closeSync } from "node:fs";
import type { LogLevel } from "../../core/ports.ts";
import type { NamedFile, PrivilegedOpener } from "../../inputs/privileged-opener.ts";
import { limitWaiting, receiveMessage, sendMessage } from "../../system/descriptor-passing.ts";
import { EAGAIN, errorText } from "../../system/libc.ts";
import type { ListAnswer, OpenerRequest, Refused, StatAnswer } from "./protocol.ts";

/** The opener does nothing that takes long, once it has begun. */
const LONGEST_START_MS = 30_000;
const LONGEST_ANSWER_MS = 1000;
/** Except for the list, for which it reads options and many folders, at starts and reloads. */
const LONGEST_LIST_MS = 5000;
/** One that did not answer is left alone for so long, since we wait for answers. */
const SILENCE_MS = 10_000;

const SILENT = "it does not answer in time";

interface NamedInput {
  readonly pattern: string;
  readonly name: string;
}

/** The daemon's side of the opener. */
export class Opener implements PrivilegedOpener {
  private readonly socket: number;
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly numbers = new Map<string, number>();
  private failure: string | undefined;
  private silentUntil = Number.NEGATIVE_INFINITY;
  private hasBegun = false;
  private asked = 0;
  /** What it named last, in case that it does not answer. */
  private named: readonly NamedInput[] = [];
  private readonly lost: (lifeMs: number) => void;
  private readonly begunAt = performance.now();

  /** `socket` leads to the opener; `lost` is called if that ends, with the milliseconds that it has lived. */
  constructor(
    socket: number,
    log: (level: LogLevel, message: string) => void,
    lost: (lifeMs: number) => void = () => {},
  ) {
    this.socket = socket;
    this.log = log;
    this.lost = lost;
    limitWaiting(socket, LONGEST_START_MS);
  }

  names(): readonly NamedInput[] {
    const found: NamedInput[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const { answer }: { answer: ListAnswer | Refused } = this.ask<ListAnswer>({ request: "list", from });
      if ("refusal" in answer) return this.named;
      for (const [input, name, pattern] of answer.files) {
        this.numbers.set(name, input);
        if (pattern !== undefined)
          found.push({ pattern: Buffer.from(pattern, "latin1").toString("utf8"), name });
      }
      from = answer.more;
    }
    return (this.named = found);
  }

  known(): readonly string[] {
    return [...this.numbers.keys()];
  }

  stat(name: string): NamedFile | undefined {
    const input = this.numbers.get(name);
    if (input === undefined) return undefined;
    const { answer } = this.ask<StatAnswer>({ request: "stat", input });
    if ("refusal" in answer) return undefined;
    return {
      dev: BigInt(answer.device),
      ino: BigInt(answer.inode),
      size: BigInt(answer.size),
      mtimeNs: BigInt(answer.modified),
      birthtimeNs: BigInt(answer.born),
      isFile: () => answer.kind === "file",
      isFIFO: () => answer.kind === "FIFO",
    };
  }

  open(name: string): { readonly descriptor: number } | Refused {
    const input = this.numbers.get(name);
    if (input === undefined) return { refusal: "it was not named when there still was the right to read it" };
    const { answer, descriptor } = this.ask<object>({ request: "open", input });
    if (descriptor !== undefined) return { descriptor };
    return "refusal" in answer ? answer : { refusal: "nothing was opened" };
  }

  private ask<T extends object>(request: OpenerRequest): { answer: T | Refused; descriptor?: number } {
    if (this.failure !== undefined) return { answer: { refusal: this.failure } };
    if (performance.now() < this.silentUntil) return { answer: { refusal: SILENT } };
    this.asked += 1;
    if (this.hasBegun)
      limitWaiting(this.socket, request.request === "list" ? LONGEST_LIST_MS : LONGEST_ANSWER_MS);
    const errno = sendMessage(this.socket, JSON.stringify({ ...request, id: this.asked }));
    if (errno !== 0) return this.end(errorText(errno));
    for (;;) {
      const received = receiveMessage(this.socket);
      if ("errno" in received) {
        if (received.errno !== EAGAIN) return this.end(errorText(received.errno));
        this.silentUntil = performance.now() + SILENCE_MS;
        this.log(2, `The process that opens inputs: ${SILENT}`);
        return { answer: { refusal: SILENT } };
      }
      if (received.text === "") return this.end("it has ended");
      this.hasBegun = true;
      const { text, descriptor } = received;
      const { id, ...answer } = JSON.parse(text) as (T | Refused) & { readonly id?: number };
      if (id === this.asked) {
        return { answer: answer as T | Refused, ...(descriptor === undefined ? {} : { descriptor }) };
      }
      // What was asked before has come too late.
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  private end(reason: string): { answer: Refused } {
    this.failure = `the process that may open it is gone (${reason})`;
    this.log(1, `The process that opens inputs is gone (${reason}); they are not opened again`);
    closeSync(this.socket);
    this.lost(performance.now() - this.begunAt);
    return { answer: { refusal: this.failure } };
  }
}
