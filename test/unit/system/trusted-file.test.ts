import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { getuid } from "node:process";
import { type TestContext, test } from "node:test";
import { openTrusted } from "../../../src/system/trusted-file.ts";

const NOBODY = 65534;
const options = { skip: getuid?.() === 0 ? false : "only root can make files that belong to root" };

/** A folder that nobody but root can write, all the way from the root; /tmp is not one. */
function folderOf(t: TestContext): string {
  const folder = mkdtempSync("/var/lib/sec-ts-test-");
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function refusal(path: string): string {
  const opened = openTrusted(path);
  assert.ok("refusal" in opened, `${path} was opened`);
  return opened.refusal;
}

test(
  "a file that only root can have put there is opened, and so is a FIFO, without waiting",
  options,
  (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "log"), "lines\n", { mode: 0o600 });
    execFileSync("mkfifo", [join(folder, "fifo")]);
    const opened = openTrusted(join(folder, "log"));
    assert.ok("descriptor" in opened);
    assert.equal(readFileSync(opened.descriptor, "utf8"), "lines\n");
    closeSync(opened.descriptor);
    const fifo = openTrusted(join(folder, "fifo"));
    assert.ok("descriptor" in fifo);
    closeSync(fifo.descriptor);
  },
);

test("links lead nowhere: of the file, of a folder on the way, of a second name", options, (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, "real"));
  writeFileSync(join(folder, "real/log"), "", { mode: 0o600 });
  symlinkSync("real/log", join(folder, "link"));
  symlinkSync("real", join(folder, "folder"));
  assert.match(refusal(join(folder, "link")), /link is a symbolic link$/);
  assert.match(refusal(join(folder, "folder/log")), /folder: Not a directory$/);
  linkSync(join(folder, "real/log"), join(folder, "hard"));
  assert.match(refusal(join(folder, "hard")), /hard has other names$/);
});

test("a folder or a file that others could have changed is refused", options, (t) => {
  const folder = folderOf(t);
  for (const name of ["group", "owner", "file"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "log"), "", { mode: 0o600 });
  }
  chmodSync(join(folder, "group"), 0o775);
  chownSync(join(folder, "owner"), NOBODY, 0);
  chownSync(join(folder, "file/log"), NOBODY, 0);
  assert.match(refusal(join(folder, "group/log")), /group can be written by others than root$/);
  assert.match(refusal(join(folder, "owner/log")), /owner does not belong to root$/);
  assert.match(refusal(join(folder, "file/log")), /log does not belong to root$/);
});

test("what is no file is refused, and so are names that are not whole", options, (t) => {
  const folder = folderOf(t);
  assert.match(refusal("/dev/null"), /neither a regular file nor a FIFO$/);
  assert.match(refusal(folder), /neither a regular file nor a FIFO$/);
  assert.match(refusal(join(folder, "missing")), /No such file or directory$/);
  for (const name of ["etc/passwd", `${folder}/../x`, "/", ""]) {
    assert.match(refusal(name), /is not the name of a file from the root on$/);
  }
});
