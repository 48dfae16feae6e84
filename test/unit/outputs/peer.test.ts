import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePeer } from "../../../src/outputs/peer.ts";

test("a peer is a host and a port after the last colon", () => {
  assert.deepEqual(parsePeer("127.0.0.1:514"), { host: "127.0.0.1", port: 514 });
  assert.deepEqual(parsePeer("::1:514"), { host: "::1", port: 514 });
  assert.deepEqual(parsePeer("loghost.example.org:0514"), { host: "loghost.example.org", port: 514 });
});

test("brackets around an IPv6 address may be there", () => {
  assert.deepEqual(parsePeer("[fe80::1%eth0]:514"), { host: "fe80::1%eth0", port: 514 });
  assert.deepEqual(parsePeer("[host]:514"), { host: "[host]", port: 514 });
});

test("what is no peer is refused, also a port that does not exist", () => {
  for (const name of ["host", "host:", ":514", "host:syslog", "host:-1", "a:b:c", "127.0.0.1:65536"]) {
    assert.equal(parsePeer(name), undefined, name);
  }
});
