import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { after, before, test } from "node:test";
import { LONGEST_REQUEST_BYTES } from "../../../src/daemon/control/connection.ts";
import { eventually } from "../../conformance/scripted/program.ts";
import { RawPeer, RunningDaemon, untilTrue } from "./running-daemon.ts";

const RULES = "type=Single\nptype=SubStr\npattern=x\ndesc=x\naction=none\n";
const STATUS = '{"version":1,"request":"status"}';
const CONNECTIONS = 300;

const daemon = new RunningDaemon(RULES);

before(async () => {
  await daemon.ready();
});

after(() => daemon.stop());

function codeOf(answer: Readonly<Record<string, unknown>>): unknown {
  assert.equal(answer["ok"], false);
  return (answer["error"] as { code: string }).code;
}

test("what is no request gets an error, and the connection goes on", async () => {
  const peer = await daemon.connect();
  const cases: readonly (readonly [string, string])[] = [
    ["", "bad-request"],
    ["{", "bad-request"],
    ["[]", "bad-request"],
    ["null", "bad-request"],
    ["7", "bad-request"],
    ["\0\xff\xfe", "bad-request"],
    ["[".repeat(60_000), "bad-request"],
    ["{}", "unsupported-version"],
    ['{"version":2,"request":"status"}', "unsupported-version"],
    ['{"version":1}', "bad-request"],
    ['{"version":1,"request":["status"]}', "bad-request"],
    ['{"version":1,"request":"toString"}', "unknown-request"],
    ['{"version":1,"request":"__proto__"}', "unknown-request"],
    ['{"version":1,"request":"status","arguments":[]}', "bad-argument"],
    ['{"version":1,"request":"status","arguments":{"x":1}}', "bad-argument"],
    ['{"version":1,"request":"status","arguments":{"__proto__":{}}}', "bad-argument"],
    ['{"version":1,"request":"debug","arguments":{"level":"6"}}', "bad-argument"],
    ['{"version":1,"request":"debug","arguments":{"level":1.5}}', "bad-argument"],
    ['{"version":1,"request":"debug"}', "bad-argument"],
    ['{"version":1,"request":"send","arguments":{"line":"\\u0100"}}', "bad-argument"],
    ['{"version":1,"request":"send","arguments":{"line":"x","context":"a b"}}', "bad-argument"],
    ['{"version":1,"request":"more","arguments":{"listing":99}}', "bad-argument"],
  ];
  for (const [line, code] of cases) assert.equal(codeOf(await peer.ask(line)), code, line.slice(0, 100));
  assert.equal((await peer.ask(STATUS))["ok"], true);
  peer.close();
});

test("requests that come together, or in pieces, are answered one by one", async () => {
  const peer = await daemon.connect();
  peer.socket.write(`${STATUS}\n${STATUS}\n{`);
  peer.socket.write(`${STATUS.slice(1)}\n`);
  for (let count = 0; count < 3; count += 1) assert.equal((await peer.answer())["ok"], true);
  peer.socket.end(`${STATUS}\n`);
  assert.equal((await peer.answer())["ok"], true);
  await eventually("the end", () => peer.closed);
});

test("a line without end is refused and no more of it is read", async () => {
  const peer = await daemon.connect();
  peer.socket.write("x".repeat(LONGEST_REQUEST_BYTES * 4));
  assert.equal(codeOf(await peer.answer()), "bad-request");
  peer.close();
});

test("hundreds of connections, and peers that do not read, leave room for others", async () => {
  const peers = await Promise.all(Array.from({ length: CONNECTIONS }, () => daemon.connect()));
  await eventually("refusals", () => peers.filter(({ closed }) => closed).length >= CONNECTIONS - 32);
  const refused = peers.find(({ closed }) => closed)!;
  assert.equal(codeOf(await refused.answer()), "too-many-connections");
  for (const peer of peers) peer.close();
  await untilTrue("room", async () => (await daemon.ctl("status")).status === 0);
  const slow = await daemon.connect();
  slow.socket.pause();
  const many = `${'{"version":1,"request":"rules"}\n'.repeat(2000)}`;
  slow.socket.write(many);
  assert.equal((await daemon.ctl("status")).status, 0);
  slow.close();
});

test("another user gets nothing, even if the file lets him connect", async (context) => {
  if (process.geteuid?.() !== 0) {
    context.skip("only root can become somebody else");
    return;
  }
  const script = `
    const peer = require("node:net").connect(${JSON.stringify(daemon.path("socket"))});
    peer.on("error", (error) => console.log(error.code));
    peer.on("data", (data) => console.log(String(data)));
    peer.write(${JSON.stringify(`${STATUS}\n`)});
    peer.on("close", () => process.exit());`;
  const asNobody = () =>
    spawnSync(process.execPath, ["-e", script], { uid: 65_534, gid: 65_534, cwd: "/", encoding: "utf8" })
      .stdout;
  chmodSync(daemon.folder, 0o755);
  assert.equal(asNobody(), "EACCES\n");
  chmodSync(daemon.path("socket"), 0o666);
  assert.match(asNobody(), /^\{"version":1,"ok":false,"error":\{"code":"not-permitted"/);
  assert.equal((await (await RawPeer.connect(daemon.path("socket"))).ask(STATUS))["ok"], true);
});
