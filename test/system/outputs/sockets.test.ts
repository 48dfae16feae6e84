import assert from "node:assert/strict";
import { closeSync } from "node:fs";
import { test } from "node:test";
import { connectSocket, internetAddress } from "../../../src/system/sockets.ts";
import { closePeers, silentPort, streamPeer, unixDatagramPeer } from "../../conformance/scripted/peers.ts";
import { eventually } from "../../conformance/scripted/program.ts";
import { type DrivenOutputs, withOutputs } from "./driven-outputs.ts";

function send(
  driven: DrivenOutputs,
  output: "udgram" | "ustream" | "tcpsock",
  name: string,
  text: string,
): void {
  driven.perform({ kind: "send", output, name, text });
}

const LINES = Array.from({ length: 40_000 }, (_, at) => `${at} ${"z".repeat(90)}\n`);
const NO_LIMIT = { queuedBytes: 0 };

test.afterEach(closePeers);

for (const output of ["tcpsock", "ustream"] as const) {
  test(`${output}: a slow peer gets everything, in order`, async () => {
    await withOutputs(async (driven) => {
      const where = output === "tcpsock" ? { host: "127.0.0.1" } : { path: driven.path("peer") };
      const peer = await streamPeer(where, (socket) => {
        socket.pause();
        setTimeout(() => socket.resume(), 300);
      });
      const name = output === "tcpsock" ? `127.0.0.1:${peer.port}` : "peer";
      for (const line of LINES) send(driven, output, name, line);
      const all = LINES.join("");
      await eventually("all bytes", () => peer.received[0]?.length === all.length);
      assert.ok(peer.received[0] === all);
      assert.deepEqual(driven.log, []);
    }, NO_LIMIT);
  });
}

test("what waits for a slow peer is limited, and what is refused is counted", async () => {
  await withOutputs(
    async (driven) => {
      const peer = await streamPeer({ path: driven.path("peer") }, (socket) => socket.pause());
      for (const line of LINES) send(driven, "ustream", "peer", line);
      await driven.logged(/^Event not sent to socket 'peer', which is slow \(50000 bytes may wait\)$/);
      await eventually("the connection", () => peer.sockets.length === 1);
      peer.sockets[0]!.resume();
      let length = -1;
      await eventually("quiet", () => {
        const before = length;
        length = peer.received[0]!.length;
        return length > 50_000 && before === length;
      });
      assert.ok(LINES.join("").startsWith(peer.received[0]!));
      await driven.outputs.close();
      assert.match(driven.log.at(-1)!, /\(\d+ more\)$/);
    },
    { queuedBytes: 50_000 },
  );
});

test("tcpsock: a peer that resets the connection gets what it has not taken over the next", async () => {
  await withOutputs(async (driven) => {
    const peer = await streamPeer({ host: "127.0.0.1" }, (socket) => {
      if (peer.sockets.length > 1) return;
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 200);
    });
    // More than the kernel takes.
    const lines = Array.from({ length: 300 }, (_, at) => `${at} ${"z".repeat(100_000)}\n`);
    for (const line of lines) send(driven, "tcpsock", `127.0.0.1:${peer.port}`, line);
    await eventually("the last line", () => peer.received[1]?.endsWith(lines.at(-1)!));
    const [first] = peer.received[1]!.split(" ", 1);
    assert.equal(
      peer.received[1]!.length,
      lines.slice(Number(first)).join("").length,
      "whole events, in order",
    );
    await driven.logged(/^Retrying to send event/);
  }, NO_LIMIT);
});

test("a peer that ends every connection is given up", async () => {
  await withOutputs(async (driven) => {
    const peer = await streamPeer({ path: driven.path("peer") }, (socket) => socket.destroy());
    const large = "x".repeat(4_000_000);
    send(driven, "ustream", "peer", large);
    await driven.logged(/ends every connection/);
    assert.ok(peer.sockets.length <= 3);
  });
});

test("tcpsock: a peer that does not answer is given up after --socket-timeout", async () => {
  await withOutputs(
    async (driven) => {
      const port = await silentPort();
      const fillers = Array.from({ length: 8 }, () =>
        connectSocket("stream", internetAddress("127.0.0.1", port)),
      );
      send(driven, "tcpsock", `127.0.0.1:${port}`, "a");
      send(driven, "tcpsock", `127.0.0.1:${port}`, "b");
      await driven.logged(/^Can't connect to TCP peer '127.0.0.1:\d+' \(connection establishment timeout\)$/);
      for (const { descriptor } of fillers) if (descriptor !== undefined) closeSync(descriptor);
    },
    {},
    { socketTimeoutSeconds: 1 },
  );
});

test("udgram: datagrams wait for a peer that does not read", async () => {
  await withOutputs(async (driven) => {
    const peer = await unixDatagramPeer(driven.path("peer"), 1);
    const sent = Array.from({ length: 1500 }, (_, at) => `${at} ${"u".repeat(500)}`);
    for (const text of sent) send(driven, "udgram", "peer", text);
    await eventually("all datagrams", () => peer.received.length === sent.length);
    assert.deepEqual(peer.received, sent);
    assert.deepEqual(driven.log, []);
  });
});

test("signals close sockets when they have sent what waits", async () => {
  await withOutputs(async (driven) => {
    const peer = await streamPeer({ path: driven.path("peer") }, (socket) => {
      socket.pause();
      setTimeout(() => socket.resume(), 200);
    });
    for (const line of LINES) send(driven, "ustream", "peer", line);
    driven.outputs.closeOutputs();
    send(driven, "ustream", "peer", "next");
    await eventually("both connections", () => peer.received[1] === "next");
    await eventually("all bytes", () => peer.received[0] === LINES.join(""));
  }, NO_LIMIT);
});
