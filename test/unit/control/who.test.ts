import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUESTS } from "../../../src/daemon/control/requests/index.ts";
import { whoIs } from "../../../src/daemon/control/server.ts";
import { controlPath } from "../../../src/daemon/control/socket-file.ts";

test("root and the engine's user may do everything, group sec-ts may ask for status", () => {
  assert.equal(whoIs({ user: 0, groups: [0] }, 990, 991), "owner");
  assert.equal(whoIs({ user: 990, groups: [990] }, 990, 991), "owner");
  assert.equal(whoIs({ user: 1000, groups: [1000, 991] }, 990, 991), "group");
  assert.equal(whoIs({ user: 1000, groups: [1000] }, 990, 991), undefined);
  assert.equal(whoIs({ user: 1000, groups: [1000] }, undefined, undefined), undefined);
  const open = Object.values(REQUESTS).filter(({ who }) => who === "group");
  assert.deepEqual(
    open.map(({ name }) => name),
    ["status"],
  );
});

test("the socket is in the unit's runtime directory unless the option says else", () => {
  const unit = { RUNTIME_DIRECTORY: "/run/sec-ts/a:/run/other", INVOCATION_ID: "x" };
  assert.equal(controlPath(undefined, unit), "/run/sec-ts/a/control");
  assert.equal(controlPath(undefined, {}), undefined);
  assert.equal(controlPath("/tmp/s", unit), "/tmp/s");
  assert.equal(controlPath("none", unit), undefined);
});
