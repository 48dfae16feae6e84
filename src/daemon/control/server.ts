import { createServer, type Server, type Socket } from "node:net";
import { type PeerCredentials, peerCredentials } from "../../system/peer-credentials.ts";
import { ControlConnection } from "./connection.ts";
import type { Controlled } from "./controlled.ts";
import type { Answer, Who } from "./definition.ts";
import { takeSlice } from "./listing.ts";
import { answerLine, type ControlError, errorLine, PROTOCOL_VERSION, parseRequest } from "./protocol.ts";
import { REQUESTS } from "./requests/index.ts";
import { more } from "./requests/more.ts";
import { readerGroup, socketFailure, takeSocket } from "./socket-file.ts";

/** Connections that may be open at the same time, and how many of them group `sec-ts` may have. */
const MOST_CONNECTIONS = 32;
const MOST_GROUP_CONNECTIONS = 16;

interface Peer {
  readonly credentials: PeerCredentials;
  readonly who: Who;
}

interface Waiting {
  readonly connection: ControlConnection;
  readonly line: string;
}

/**
 * The control socket. Requests are answered one by one, one in a turn of the event loop, so that matching
 * goes on between them however many there are.
 */
export class ControlServer {
  private readonly daemon: () => Controlled;
  private readonly path: string;
  private readonly connections = new Map<ControlConnection, Peer>();
  private waiting: Waiting[] = [];
  private working = false;
  private server: Server | undefined;

  constructor(path: string, daemon: () => Controlled) {
    this.path = path;
    this.daemon = daemon;
  }

  /** Begins to listen. Calls back with the reason if that is not possible. */
  open(failed: (reason: string) => void): void {
    const failure = socketFailure(this.path);
    if (failure !== undefined) {
      failed(failure);
      return;
    }
    const server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
    server.on("error", (error) => failed(error.message));
    // The file must never be open to everybody, not even for a moment.
    const mask = process.umask(0o177);
    try {
      server.listen({ path: this.path });
    } finally {
      process.umask(mask);
    }
    if (server.listening) takeSocket(this.path);
    server.unref();
    this.server = server;
  }

  close(): void {
    this.server?.close();
    this.server = undefined;
    this.waiting = [];
    for (const connection of this.connections.keys()) connection.close();
  }

  private accept(socket: Socket): void {
    const credentials = peerCredentials(socket);
    const who = credentials && whoIs(credentials, process.geteuid?.(), readerGroup());
    const connection = new ControlConnection(socket, {
      request: (from, line) => this.enqueue(from, line),
      closed: (from) => this.connections.delete(from),
    });
    if (!credentials || !who) {
      const message = "only root, the user that the program runs as, and group sec-ts may connect";
      connection.refuse({ code: "not-permitted", message });
      return;
    }
    const groups = [...this.connections.values()].filter((peer) => peer.who === "group").length;
    const isFull =
      this.connections.size >= MOST_CONNECTIONS || (who === "group" && groups >= MOST_GROUP_CONNECTIONS);
    if (isFull)
      connection.refuse({ code: "too-many-connections", message: "there are too many connections" });
    else this.connections.set(connection, { credentials, who });
  }

  private enqueue(connection: ControlConnection, line: string): void {
    this.waiting.push({ connection, line });
    this.next();
  }

  private next(): void {
    if (this.working || this.waiting.length === 0) return;
    this.working = true;
    setImmediate(async () => {
      const { connection, line } = this.waiting.shift()!;
      const peer = this.connections.get(connection);
      if (peer && connection.isOpen) connection.answer(await this.answer(connection, line, peer));
      this.working = false;
      this.next();
    });
  }

  private async answer(connection: ControlConnection, line: string, peer: Peer): Promise<string> {
    const request = parseRequest(line, { ...REQUESTS, more });
    if ("code" in request) return errorLine(request);
    const { definition, arguments: args } = request;
    if (definition.who === "owner" && peer.who !== "owner") return errorLine(notPermitted(definition.name));
    if (definition === more) return nextSlice(connection, Number(args["listing"]));
    const daemon = this.daemon();
    if (definition.changes) {
      const { user, process: number } = peer.credentials;
      daemon.log.write(4, `Control socket: ${definition.name}, asked for by user ${user}, process ${number}`);
    }
    let answer: Answer;
    try {
      answer = await definition.answer(daemon, args);
    } catch (error) {
      return errorLine({ code: "failed", message: error instanceof Error ? error.message : String(error) });
    }
    if ("error" in answer) return errorLine(answer.error);
    if ("result" in answer) return answerLine({ result: answer.result });
    return nextSlice(connection, connection.keep(answer.items));
  }
}

function notPermitted(name: string): ControlError {
  const message = `only root and the user that the program runs as may ask for ${name}`;
  return { code: "not-permitted", message };
}

function nextSlice(connection: ControlConnection, number: number): string {
  const items = connection.listing(number);
  if (!items) return errorLine({ code: "bad-argument", message: "there is no such list, or no more of it" });
  const { json, done } = takeSlice(items);
  if (done) connection.forget(number);
  return `{"version":${PROTOCOL_VERSION},"ok":true,"items":${json}${done ? "" : `,"more":${number}`}}\n`;
}

/** What a peer may do, whose user and groups the kernel has told us; `undefined` is nothing. */
export function whoIs(
  { user, groups }: Pick<PeerCredentials, "user" | "groups">,
  ourUser: number | undefined,
  readers: number | undefined,
): Who | undefined {
  if (user === 0 || user === ourUser) return "owner";
  return readers !== undefined && groups.includes(readers) ? "group" : undefined;
}
