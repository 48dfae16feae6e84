import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { whyNotTrusted } from "../../../src/daemon/ownership.ts";

const OTHER = 65_534;
const isRoot = process.geteuid?.() === 0;

describe("whom a rule file must belong to", { skip: !isRoot && "only root can give files away" }, () => {
  const root = isRoot ? mkdtempSync(join(tmpdir(), "sec-ts-owner-")) : "";
  after(() => rmSync(root, { recursive: true, force: true }));
  const path = (name: string): string => join(root, name);
  const file = (name: string): string => {
    writeFileSync(path(name), "");
    return path(name);
  };

  test("root's own file is trusted, also through a link of root's", () => {
    const rules = file("good.conf");
    symlinkSync("good.conf", path("link.conf"));
    assert.equal(whyNotTrusted(rules), undefined);
    assert.equal(whyNotTrusted(path("link.conf")), undefined);
    assert.equal(whyNotTrusted(path("../".repeat(9) + path("good.conf"))), undefined);
  });

  test("a file of another user, or one that a group may write, is not", () => {
    const theirs = file("theirs.conf");
    chownSync(theirs, OTHER, 0);
    assert.equal(whyNotTrusted(theirs), "it does not belong to root");
    symlinkSync(theirs, path("to-theirs.conf"));
    assert.equal(whyNotTrusted(path("to-theirs.conf")), "it does not belong to root");
    const writable = file("writable.conf");
    chmodSync(writable, 0o664);
    assert.equal(whyNotTrusted(writable), "it can be written by others than root");
  });

  test("neither is a file of root's if a folder or link on the way to it is somebody else's", () => {
    const rules = file("inner.conf");
    mkdirSync(path("home"));
    symlinkSync(rules, path("home/hop"));
    symlinkSync("home/hop", path("through.conf"));
    assert.equal(whyNotTrusted(path("through.conf")), undefined);
    lchownSync(path("home/hop"), OTHER, 0);
    assert.equal(whyNotTrusted(path("through.conf")), `${path("home/hop")} does not belong to root`);
    lchownSync(path("home/hop"), 0, 0);
    chownSync(path("home"), OTHER, 0);
    assert.equal(whyNotTrusted(path("through.conf")), `${path("home")} does not belong to root`);
  });

  test("what is not there, or turns in a circle, is not judged", () => {
    symlinkSync("circle", path("circle"));
    assert.equal(whyNotTrusted(path("circle")), undefined);
    assert.equal(whyNotTrusted(path("nothing")), undefined);
  });
});
