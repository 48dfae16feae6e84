import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isRefused } from "../../../src/inputs/open-input.ts";
import { AS_NOBODY, asNobody } from "./as-nobody.ts";

const ADM = 4;
const DAEMON = 1;

function remedies(folder: string, names: readonly string[]): unknown {
  const paths = JSON.stringify(names.map((name) => join(folder, name)));
  const code = `return ${paths}.map((name) => f(name) ?? null)`;
  return asNobody({ "{ permissionRemedy as f }": "../../../src/inputs/permission-remedy.ts" }, code);
}

test("who may not read an input is told what would let him", AS_NOBODY, () => {
  const folder = mkdtempSync("/var/tmp/sec-ts-remedy-");
  try {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    mkdirSync(join(folder, "grouped"), { mode: 0o750 });
    chownSync(join(folder, "grouped"), 0, ADM);
    for (const [name, mode, user, group] of [
      ["open", 0o644, 0, 0],
      ["root", 0o600, 0, 0],
      ["group", 0o640, 0, ADM],
      ["daemon", 0o600, DAEMON, DAEMON],
      ["closed/any", 0o644, 0, 0],
      ["grouped/any", 0o644, 0, 0],
    ] as const) {
      writeFileSync(join(folder, name), "");
      chmodSync(join(folder, name), mode);
      chownSync(join(folder, name), user, group);
    }
    const profile = "sec-ts setup profile root-inputs, or start as root with --user=nobody";
    const unit = "SupplementaryGroups=adm in the unit";
    const groups = `${unit}, or usermod --append --groups adm nobody, and a restart`;
    const names = ["open", "root", "group", "daemon", "closed/any", "grouped/any", "missing"];
    assert.deepEqual(remedies(folder, names), [
      null,
      `only root may read ${folder}/root: ${profile}`,
      `group adm may read ${folder}/group: ${groups}`,
      `only daemon may read ${folder}/daemon: setfacl -m u:nobody:r ${folder}/daemon`,
      `only root may enter ${folder}/closed: ${profile}`,
      `group adm may enter ${folder}/grouped: ${groups}`,
      null,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("where the opener has refused, its reason is the remedy", () => {
  assert.equal(
    isRefused("Can't open input file a (Permission denied; the opener refuses it: a is a link)"),
    true,
  );
  assert.equal(isRefused("Can't open input file a (Permission denied)"), false);
});
