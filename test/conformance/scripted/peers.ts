import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** A peer that keeps what it is sent. */
export interface Peer {
  /** What has come over each connection, or each datagram, in latin1. */
  readonly received: string[];
  /** Where it listens: a path, or a port. */
  readonly port: number;
  close(): Promise<void>;
}

const open = new Set<() => Promise<void>>();

/** Closes peers that a failed script has left open. */
export async function closePeers(): Promise<void> {
  for (const close of open) await close();
}

/** What closes something once. */
function closing(close: () => Promise<unknown>): () => Promise<void> {
  const closeOnce = async (): Promise<void> => {
    if (open.delete(closeOnce)) await close();
  };
  open.add(closeOnce);
  return closeOnce;
}

/** Listens for connections; those to a port that is left out get one of the system's choice. */
export async function streamPeer(
  where: { readonly path: string } | { readonly host: string; readonly port?: number },
  onConnection: (socket: Socket) => void = () => {},
): Promise<Peer & { readonly sockets: Socket[] }> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const at = received.push("") - 1;
    sockets.push(socket);
    socket.on("error", () => {});
    onConnection(socket);
    socket.on("data", (data: Buffer) => {
      received[at] += data.toString("latin1");
    });
  });
  server.listen("path" in where ? where : { port: 0, ...where });
  await once(server, "listening");
  const address = server.address();
  return {
    received,
    sockets,
    port: typeof address === "object" ? address!.port : 0,
    close: closing(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    }),
  };
}

/** Receives UDP datagrams. */
export async function udpPeer(host: string, port = 0): Promise<Peer> {
  const received: string[] = [];
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("message", (message) => received.push(message.toString("latin1")));
  socket.bind(port, host);
  await once(socket, "listening");
  return {
    received,
    port: socket.address().port,
    close: closing(async () => {
      socket.close();
      await once(socket, "close");
    }),
  };
}

const UNIX_DATAGRAMS = `
use Socket; $| = 1;
my $s; socket($s, AF_UNIX, SOCK_DGRAM, 0) or die $!; bind($s, sockaddr_un($ARGV[0])) or die $!;
print "ready\\n"; sleep $ARGV[1];
my $m; print unpack("H*", $m), "\\n" while defined recv($s, $m, 1_000_000, 0);
`;

/** Receives datagrams at a UNIX socket; Node has none, so this is a process, which may sleep first. */
export async function unixDatagramPeer(path: string, sleepSeconds = 0): Promise<Peer> {
  const received: string[] = [];
  const child = spawn("perl", ["-e", UNIX_DATAGRAMS, path, String(sleepSeconds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rest = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.on("close", () => reject(new Error("no UNIX datagrams")));
    child.stdout.on("data", (data: Buffer) => {
      const lines = (rest + data.toString("latin1")).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line === "ready") resolve();
        else received.push(Buffer.from(line, "hex").toString("latin1"));
      }
    });
  });
  await ready;
  return {
    received,
    port: 0,
    close: closing(async () => {
      child.kill("SIGKILL");
      await once(child, "close");
    }),
  };
}

const SILENT_LISTENER = `
use Socket; $| = 1;
my $s; socket($s, AF_INET, SOCK_STREAM, 0) or die $!;
bind($s, sockaddr_in(0, INADDR_LOOPBACK)) && listen($s, 1) or die $!;
print((sockaddr_in(getsockname $s))[0], "\\n"); sleep;
`;

/** A TCP port of 127.0.0.1 at which connections queue up, since nobody accepts them. */
export async function silentPort(): Promise<number> {
  const child = spawn("perl", ["-e", SILENT_LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  closing(async () => {
    child.kill("SIGKILL");
    await once(child, "close");
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return Number(port.toString());
}
