import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sameAsReference } from "./compare.ts";
import { streamPeer, udpPeer, unixDatagramPeer } from "./peers.ts";
import { eventually, type RunningProgram } from "./program.ts";

function rule(word: string, action: string): string {
  return `type=single\nptype=regexp\npattern=^${word} (\\S+) ?(.*)\ndesc=d\naction=${action}\n\n`;
}

/** Rules that send `$2` to `$1`, and that close. */
function rules(send: string, close: string): string {
  return rule("send", `${send} $1 $2`) + rule("close", `${close} $1`) + rule("sync", "logonly synced $1");
}

let syncs = 0;

/** Waits until everything before has been done. */
async function sync(program: RunningProgram): Promise<void> {
  syncs += 1;
  program.event(`sync ${syncs}`);
  await program.logged(new RegExp(`^synced ${syncs}$`));
}

/** Log records without port numbers and the numbers of synchronisation. */
function blur(record: string): string {
  return record.replace(/:\d{4,5}'/g, ":PORT'").replace(/^synced \d+$/, "synced");
}

sameAsReference("udgram: sends, and says why not", {
  rules: rules("udgram", "closeudgr"),
  blur,
  prepare(folder) {
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file"), "");
  },
  async drive(program) {
    const stream = await streamPeer({ path: program.path("stream") });
    const peer = await unixDatagramPeer(program.path("peer"));
    for (const text of ["a\xff", "b", "c d"]) program.event(`send peer ${text}`);
    for (const name of ["missing", "file", "folder", "stream"]) program.event(`send ${name} x`);
    program.event("close missing");
    program.event("close peer");
    program.event("close peer");
    program.event("send peer e");
    await eventually("datagrams", () => peer.received.length === 4);
    await peer.close();
    program.event("send peer dead");
    program.event("send peer dead again");
    await sync(program);
    rmSync(program.path("peer"));
    const next = await unixDatagramPeer(program.path("peer"));
    program.event("send peer f");
    await eventually("the datagram", () => next.received.length === 1);
    await stream.close();
    await next.close();
    return [peer.received, next.received];
  },
});

sameAsReference("ustream: sends, and notices when the peer ends", {
  rules: rules("ustream", "closeustr"),
  blur,
  prepare: (folder) => writeFileSync(join(folder, "file"), ""),
  async drive(program) {
    const datagrams = await unixDatagramPeer(program.path("datagrams"));
    const peer = await streamPeer({ path: program.path("peer") });
    for (const text of ["a\xff", "b"]) program.event(`send peer ${text}`);
    for (const name of ["missing", "file", "datagrams"]) program.event(`send ${name} x`);
    program.event("close missing");
    await sync(program);
    await eventually("bytes", () => peer.received[0]?.length === 3);
    peer.sockets[0]!.destroy();
    await program.logged(/closed by peer/);
    program.event("send peer c");
    await eventually("bytes", () => peer.received[1]?.length === 1);
    program.event("close peer");
    program.event("close peer");
    await eventually("the end", () => peer.sockets[1]!.readableEnded);
    await peer.close();
    program.event("send peer dead");
    writeFileSync(program.path("peer"), "");
    program.event("send peer dead");
    await sync(program);
    await datagrams.close();
    return peer.received;
  },
});

sameAsReference("udpsock: sends, and repeats what a refused datagram has kept back", {
  rules: rules("udpsock", "closeudp"),
  blur,
  async drive(program) {
    const peer = await udpPeer("127.0.0.1");
    const six = await udpPeer("::1");
    const at = `127.0.0.1:${peer.port}`;
    for (const text of ["a\xff", "b"]) program.event(`send ${at} ${text}`);
    program.event(`send ::1:${six.port} six`);
    program.event(`send localhost:${peer.port} by name`);
    await eventually("datagrams", () => peer.received.length === 3 && six.received.length === 1);
    for (const name of ["127.0.0.1", "127.0.0.1:", ":514", "localhost:syslog", "127.0.0.1:-1", "a:b:c"]) {
      program.event(`send ${name} x`);
    }
    program.event("send nosuch.invalid:514 x");
    await program.logged(/^Can't connect to UDP peer 'nosuch/);
    program.event(`send ${at} ${"y".repeat(70_000)}`);
    program.event(`send ${at} c`);
    program.event("close 127.0.0.1:9999");
    await eventually("datagrams", () => peer.received.length === 4);
    await peer.close();
    for (const text of ["lost", "d", "e"]) {
      program.event(`send ${at} ${text}`);
      await sync(program);
    }
    await six.close();
    return [peer.received.toSorted(), six.received];
  },
});

sameAsReference("tcpsock: sends what waits when the connection is made, and notices when the peer ends", {
  rules: rules("tcpsock", "closetcp"),
  blur,
  async drive(program) {
    const peer = await streamPeer({ host: "127.0.0.1" });
    const six = await streamPeer({ host: "::1" });
    const at = `127.0.0.1:${peer.port}`;
    for (const text of ["a\xff", "b", "c"]) program.event(`send ${at} ${text}`);
    program.event(`send ::1:${six.port} six`);
    await eventually("bytes", () => peer.received[0]?.length === 4 && six.received[0]?.length === 3);
    for (const name of ["127.0.0.1", "127.0.0.1:", ":514", "localhost:syslog", "127.0.0.1:-1", "a:b:c"]) {
      program.event(`send ${name} x`);
    }
    program.event("send nosuch.invalid:514 x");
    await program.logged(/^Can't connect to TCP peer 'nosuch/);
    program.event("close 127.0.0.1:9999");
    await sync(program);
    peer.sockets[0]!.destroy();
    await program.logged(/closed by peer/);
    program.event(`send ${at} d`);
    await eventually("bytes", () => peer.received[1]?.length === 1);
    program.event(`close ${at}`);
    await eventually("the end", () => peer.sockets[1]!.readableEnded);
    program.event(`send ${at} e`);
    await eventually("bytes", () => peer.received[2]?.length === 1);
    peer.sockets[2]!.resetAndDestroy();
    await program.logged(/^Connection error/);
    await peer.close();
    program.event(`send ${at} refused`);
    await program.logged(/^Error when sending event 'refused'/);
    return [peer.received, six.received];
  },
});
