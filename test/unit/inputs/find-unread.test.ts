import assert from "node:assert/strict";
import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ReadBytes } from "../../../src/inputs/fingerprint.ts";
import { findUnread } from "../../../src/inputs/resume.ts";
import { Settled } from "../../../src/inputs/settled.ts";

test("a file that is copied and truncated during a look has its copy read once", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "unread-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const name = join(folder, "a");
  writeFileSync(`${name}.1`, "older\n");
  writeFileSync(name, "one\ntwo\n");
  const descriptor = openSync(name, "r");
  const { dev: device, ino: inode } = fstatSync(descriptor, { bigint: true });
  const fingerprint = new ReadBytes(descriptor, 4).fingerprint();
  const settled = new Settled();
  settled.begin(0n, []);
  let rotate: (() => void) | undefined = () => {
    renameSync(`${name}.1`, `${name}.2`);
    copyFileSync(name, `${name}.1`);
    truncateSync(name);
  };
  settled.bytesOf = () => {
    rotate?.();
    rotate = undefined;
    return undefined;
  };
  const identity = { device, inode };
  const open = { known: [identity], present: { descriptor, identity }, former: [] };
  const log: string[] = [];
  const settings = { log: (_: unknown, message: string) => void log.push(message), settled };
  const found = findUnread(name, 0n, { fingerprint, readMs: Date.now() }, open, settings);
  for (const file of [...found.map((one) => one.descriptor), descriptor]) closeSync(file);
  assert.equal(found.length, 1);
  assert.match(log.join(), /a\.2, 6 bytes/);
});
