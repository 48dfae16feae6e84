import { closeSync } from "node:fs";
import type { LogLevel } from "../../core/ports.ts";
import type { NamedFile, PrivilegedOpener } from "../../inputs/privileged-opener.ts";
import { limitWaiting, receiveMessage, sendMessage } from "../../system/descriptor-passing.ts";
import { EAGAIN, errorText } from "../../system/libc.ts";
import type { ListAnswer, OpenerRequest, Refused, StatAnswer } from "./protocol.ts";

/** The opener does nothing that takes long, once it has begun. */
const LONGEST_START_MS = 30_000;
const LONGEST_ANSWER_MS = 1000;
/** One that did not answer is left alone for so long, since we wait for answers. */
const SILENCE_MS = 10_000;

const SILENT = "it does not answer in time";

/** The daemon's side of the opener. */
export class Opener implements PrivilegedOpener {
  private readonly socket: number;
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly numbers = new Map<string, number>();
  private failure: string | undefined;
  private silentUntil = Number.NEGATIVE_INFINITY;
  private asked = 0;

  /** `socket` leads to the opener. */
  constructor(socket: number, log: (level: LogLevel, message: string) => void) {
    this.socket = socket;
    this.log = log;
    limitWaiting(socket, LONGEST_START_MS);
  }

  names(): readonly { readonly pattern: string; readonly name: string }[] {
    const { answer } = this.ask<ListAnswer>({ request: "list" });
    if ("refusal" in answer) return [];
    for (const [input, name] of answer.rotated) this.numbers.set(name, input);
    return answer.inputs.map(([input, name, pattern]) => {
      this.numbers.set(name, input);
      return { pattern: Buffer.from(pattern, "latin1").toString("utf8"), name };
    });
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
      limitWaiting(this.socket, LONGEST_ANSWER_MS);
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
    return { answer: { refusal: this.failure } };
  }
}
