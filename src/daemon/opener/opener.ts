// A program of its own, which keeps the rights that the daemon gives up. Its standard input is a socket to
// the daemon; it ends when that does.
import { closeSync } from "node:fs";
import { resolve } from "node:path";
import { rotatedFrom } from "../../inputs/generations.ts";
import { namesOf } from "../../inputs/perl-glob.ts";
import { receiveMessage, sendMessage } from "../../system/descriptor-passing.ts";
import { forbidNewPrivileges, hideMemory, nameThread } from "../../system/prctl.ts";
import { ignoreSignals } from "../../system/signals.ts";
import { findTrusted, openTrusted } from "../../system/trusted-file.ts";
import { whyNotTrusted } from "../ownership.ts";
import { readOptions } from "../read-options.ts";
import { inputSettings } from "../settings.ts";
import {
  type ListAnswer,
  type ListedFile,
  type OpenerRequest,
  readRequest,
  type StatAnswer,
} from "./protocol.ts";

const SOCKET = 0;
/** A part of the list ends with the name that makes it longer; a message may be twice as long. */
const PART_BYTES = 64 * 1024;

interface Reply {
  readonly answer: object;
  readonly descriptor?: number;
}

/** Names that were inputs at some time, by their numbers. */
const names: string[] = [];
const numbers = new Map<string, number>();
let patterns: readonly string[];

/** What the list is given from, in parts that are messages. */
let listed: readonly ListedFile[] = [];

function list(args: readonly string[], from: number): object {
  if (from === 0) listed = presentFiles(args);
  let to = from;
  for (let bytes = 0; to < listed.length && bytes < PART_BYTES; to += 1)
    bytes += JSON.stringify(listed[to]).length;
  const files = listed.slice(from, to);
  return (to < listed.length ? { files, more: to } : { files }) satisfies ListAnswer;
}

/** The inputs that the options name now. A resource file that others could have changed is not read again. */
function presentFiles(args: readonly string[]): readonly ListedFile[] {
  const resources = process.env["SECRC"];
  if (!resources || whyNotTrusted(resources) === undefined) patterns = patternsOf(args);
  const inputs = patterns.flatMap((pattern) =>
    namesOf(pattern)
      .filter((name) => name !== "-")
      .map((name) => [numberOf(name), name, Buffer.from(pattern).toString("latin1")] as const),
  );
  const present = new Set(inputs.map(([, name]) => name));
  const rotated = rotatedFrom(present).map((other) => [numberOf(other), other] as const);
  return [...inputs, ...rotated];
}

function patternsOf(args: readonly string[]): readonly string[] {
  return inputSettings(readOptions(args).options).patterns.map(({ pattern }) => pattern);
}

function numberOf(name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, names.length);
  return names.push(name) - 1;
}

function stat(input: number): object {
  const name = names[input];
  if (name === undefined) return { refusal: "there is no such input" };
  const found = findTrusted(fromRoot(name));
  if (!("stat" in found)) return found;
  const { dev, ino, size, mtimeNs, birthtimeNs } = found.stat;
  return {
    device: String(dev),
    inode: String(ino),
    size: String(size),
    modified: String(mtimeNs),
    born: String(birthtimeNs),
    kind: found.stat.isFIFO() ? "FIFO" : "file",
  } satisfies StatAnswer;
}

function open(input: number): Reply {
  const name = names[input];
  if (name === undefined) return { answer: { refusal: "there is no such input" } };
  const opened = openTrusted(fromRoot(name));
  return "descriptor" in opened ? { answer: {}, ...opened } : { answer: opened };
}

function fromRoot(name: string): string {
  return name.startsWith("/") ? name : Buffer.from(resolve(name), "utf8").toString("latin1");
}

function replyTo(request: OpenerRequest, args: readonly string[]): Reply {
  switch (request.request) {
    case "list":
      return { answer: list(args, request.from) };
    case "stat":
      return { answer: stat(request.input) };
    case "open":
      return open(request.input);
  }
}

/** Answers until the daemon has ended, or asks for what there is not. */
function serve(args: readonly string[]): void {
  for (;;) {
    const received = receiveMessage(SOCKET);
    if ("errno" in received) return;
    if (received.descriptor !== undefined) closeSync(received.descriptor);
    const request = readRequest(received.text);
    if (!request) return;
    const { id } = request;
    const { answer, descriptor } = replyTo(request, args);
    if (sendMessage(SOCKET, JSON.stringify({ id, ...answer }), descriptor) !== 0) {
      sendMessage(SOCKET, JSON.stringify({ id, refusal: "the answer is too long" }));
    }
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

ignoreSignals(["SIGHUP", "SIGINT", "SIGTERM", "SIGABRT", "SIGUSR1", "SIGUSR2", "SIGPIPE"]);
forbidNewPrivileges();
hideMemory();
nameThread("sec-ts-opener");
const words = process.argv.slice(2);
// The daemon has just found the options to be trusted, or has given those that it read itself.
patterns = patternsOf(words);
serve(words);
