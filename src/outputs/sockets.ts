import { statSync } from "node:fs";
import type { SocketKind } from "../core/ports.ts";
import { type SocketAddress, unixAddress } from "../system/sockets.ts";
import { Connection, type Destination, type NotLocated } from "./connection.ts";
import { pathBytes } from "./path-bytes.ts";
import { literalAddress, lookUp, parsePeer } from "./peer.ts";
import type { Surroundings } from "./settings.ts";
import { bytesAreOver, type Tracked, track } from "./tracked.ts";

/** The sockets of udgram, ustream, udpsock and tcpsock. They stay open between events. */
export class Sockets {
  private readonly settings: Surroundings;
  private readonly open = new Map<string, Connection>();
  /** Connections that end when they have sent what waits. */
  private readonly ending = new Set<Connection>();

  constructor(settings: Surroundings) {
    this.settings = settings;
  }

  send(kind: SocketKind, name: string, text: string, tracked?: Tracked): void {
    const event = Buffer.from(text, "latin1");
    track(event, tracked);
    const connection = this.open.get(keyOf(kind, name));
    if (connection) connection.send(event);
    else this.connect(kind, name, [event], undefined);
  }

  /** Returns whether the socket was open. */
  close(kind: SocketKind, name: string): boolean {
    const key = keyOf(kind, name);
    const connection = this.open.get(key);
    if (!connection) return false;
    this.open.delete(key);
    this.ending.add(connection);
    connection.end();
    return true;
  }

  closeAll(): void {
    for (const [key, connection] of this.open) {
      this.open.delete(key);
      this.ending.add(connection);
      connection.end();
    }
  }

  /** Whether something waits to be sent over a socket that is to be closed. */
  get waits(): boolean {
    return this.ending.size > 0;
  }

  /** Closes at once, whatever waits. */
  abandon(): void {
    this.closeAll();
    for (const connection of this.ending) connection.abandon();
  }

  /** `retried` is the event that a connection before this one has ended with. */
  private connect(
    kind: SocketKind,
    name: string,
    events: readonly Buffer[],
    retried: Buffer | undefined,
  ): void {
    const key = keyOf(kind, name);
    const connection = new Connection(this.settings, this.destination(kind, name), (unsent) => {
      const isEnding = this.ending.delete(connection);
      if (this.open.get(key) === connection) this.open.delete(key);
      if (unsent.length > 0) this.reconnect(kind, name, unsent, { retried, isEnding });
    });
    this.open.set(key, connection);
    connection.begin(events);
  }

  private reconnect(
    kind: SocketKind,
    name: string,
    unsent: readonly Buffer[],
    { retried, isEnding }: { readonly retried: Buffer | undefined; readonly isEnding: boolean },
  ): void {
    const known = this.open.get(keyOf(kind, name));
    if (unsent[0] === retried) {
      // A peer that takes nothing of an event, connection after connection, must not keep us busy.
      this.settings.refusals.note(`Event not sent to ${kind} '${name}', which ends every connection`);
      unsent.forEach(bytesAreOver);
    } else if (known) for (const event of unsent) known.send(event);
    else {
      this.connect(kind, name, unsent, unsent[0]);
      if (isEnding) this.close(kind, name);
    }
  }

  private destination(kind: SocketKind, name: string): Destination {
    const isUnix = kind === "udgram" || kind === "ustream";
    const words = isUnix ? `socket '${name}'` : `${kind === "udpsock" ? "UDP" : "TCP"} peer '${name}'`;
    return {
      type: kind === "udgram" || kind === "udpsock" ? "datagram" : "stream",
      words,
      locate: (callback) => {
        if (isUnix) callback(this.locateUnix(name, words));
        else locatePeer(name, words, kind === "udpsock" ? "udp" : "tcp", callback);
      },
    };
  }

  private locateUnix(name: string, words: string): readonly SocketAddress[] | NotLocated {
    const path = pathBytes(name, this.settings.folder);
    if (!isSocket(path)) {
      return {
        refuse: (event) => ({
          level: 6,
          message: `Can't send event '${event}' to ${words} (socket does not exist)`,
        }),
      };
    }
    const address = unixAddress(path.toString("latin1"));
    if (address) return [address];
    return {
      refuse: (event) => ({
        level: 6,
        message: `Can't connect to ${words} for sending event '${event}' (File name too long)`,
      }),
    };
  }
}

function keyOf(kind: SocketKind, name: string): string {
  return `${kind} ${name}`;
}

function isSocket(path: Buffer): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}

function locatePeer(
  name: string,
  words: string,
  protocol: "udp" | "tcp",
  callback: (located: readonly SocketAddress[] | NotLocated) => void,
): void {
  const failure = (event: string): string => `Can't connect to ${words} for sending event '${event}'`;
  const peer = parsePeer(name);
  if (!peer) {
    const reason = "(peer not in host:portnumber format)";
    callback({ refuse: (event) => ({ level: 3, message: `${failure(event)} ${reason}` }) });
    return;
  }
  const address = literalAddress(peer);
  if (address) callback([address]);
  else {
    lookUp(peer, (found) => {
      if (!("reason" in found)) callback(found);
      else {
        callback({
          message: `Can't create socket for ${name}/${protocol} (${found.reason})`,
          refuse: (event) => ({ level: 6, message: failure(event) }),
        });
      }
    });
  }
}
