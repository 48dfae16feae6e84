import assert from "node:assert/strict";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ChunkPool } from "../../../src/inputs/chunk-pool.ts";
import { ReadBytes } from "../../../src/inputs/fingerprint.ts";
import { Input } from "../../../src/inputs/input.ts";
import type { FormerFile } from "../../../src/inputs/look.ts";
import type { PrivilegedOpener } from "../../../src/inputs/privileged-opener.ts";
import {
  type FilePosition,
  findAgain,
  findBetween,
  findCopy,
  findUnread,
} from "../../../src/inputs/resume.ts";
import { DEFAULT_INPUT_SETTINGS } from "../../../src/inputs/settings.ts";

const GENERATIONS = 4;
/** Too long to be looked at by anybody but the opener. */
const FOLDER = `/${"x".repeat(300)}`;
const NAME = `${FOLDER}/a`;
const NONE = { known: [], present: undefined, former: [] };

/**
 * Files `a.1` to `a.4`, the newest first, as they are seen through an opener: each look at one goes through
 * it, so that the files can be rotated at any of these moments.
 */
class Shifted {
  readonly log: string[] = [];
  calls = 0;
  /** Whether the file that has the name is rotated, too. */
  shiftsCurrent = false;
  /** Whether there is no new file of that name. */
  leavesName = false;
  private readonly folder = mkdtempSync(join(tmpdir(), "shifted-"));
  private readonly shiftAt: ReadonlySet<number>;

  constructor(context: TestContext, shiftAt: readonly number[]) {
    this.shiftAt = new Set(shiftAt);
    context.after(() => rmSync(this.folder, { recursive: true }));
    for (let number = 1; number <= GENERATIONS; number += 1) {
      writeFileSync(this.path(`a.${number}`), `${number}. line\n`);
      utimesSync(this.path(`a.${number}`), 1000 - number, 1000 - number);
    }
    writeFileSync(this.path("a"), "present\n");
    utimesSync(this.path("a"), 1000, 1000);
  }

  get settings() {
    return { log: (_: number, message: string) => this.log.push(message), opener: this.opener };
  }

  /** Where the files have been read to: half a line of each. */
  get positions(): readonly FilePosition[] {
    return readdirSync(this.folder).map((name) => {
      const descriptor = openSync(this.path(name), "r");
      const fingerprint = new ReadBytes(descriptor, 4).fingerprint();
      const { dev, ino } = fstatSync(descriptor, { bigint: true });
      closeSync(descriptor);
      return { name: NAME, device: dev, inode: ino, offset: 4, fingerprint };
    });
  }

  /** What the files hold that have been opened, from where they are to be read. */
  texts(files: readonly FormerFile[]): readonly string[] {
    return files.map(({ descriptor, position, identity }) => {
      const { dev, ino } = fstatSync(descriptor, { bigint: true });
      assert.deepEqual(identity, { device: dev, inode: ino });
      const text = readFileSync(descriptor, "latin1").slice(position);
      closeSync(descriptor);
      return text;
    });
  }

  inodeOf(name: string): bigint {
    return statSync(this.path(name), { bigint: true }).ino;
  }

  private get opener(): PrivilegedOpener {
    return {
      names: () => [],
      known: () => readdirSync(this.folder).map((name) => `${FOLDER}/${name}`),
      stat: (name) => {
        this.shiftIfDue();
        return statSync(this.path(name.slice(FOLDER.length + 1)), { bigint: true, throwIfNoEntry: false });
      },
      open: (name) => {
        this.shiftIfDue();
        const path = this.path(name.slice(FOLDER.length + 1));
        return existsSync(path) ? { descriptor: openSync(path, "r") } : { refusal: "it is gone" };
      },
    };
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private shiftIfDue(): void {
    this.calls += 1;
    if (!this.shiftAt.has(this.calls)) return;
    const names = readdirSync(this.folder).toSorted(
      (one, other) => Number(other.slice(2)) - Number(one.slice(2)),
    );
    for (const name of names.filter((one) => one !== "a" || this.shiftsCurrent))
      renameSync(this.path(name), this.path(`a.${Number(name.slice(2)) + 1}`));
    if (this.shiftsCurrent && !this.leavesName) writeFileSync(this.path("a"), "");
  }
}

/** Searches without a rotation, and with one or two at each moment of it, which must find the same. */
function checkAllMoments(context: TestContext, search: (files: Shifted) => readonly FormerFile[]): void {
  const undisturbed = new Shifted(context, []);
  const wanted = undisturbed.texts(search(undisturbed));
  assert.equal(wanted.length, GENERATIONS);
  for (let at = 1; at <= undisturbed.calls; at += 1) {
    for (const shiftAt of [[at], [at, at + 3]]) {
      const files = new Shifted(context, shiftAt);
      assert.deepEqual(files.texts(search(files)), wanted, `rotated at ${shiftAt.join(" and ")}`);
      assert.deepEqual(
        files.log.filter((line) => !line.startsWith("Reading on")),
        [],
      );
      assert.equal(files.log.length, GENERATIONS);
    }
  }
}

test("files are found again that are renamed while they are looked for", (context) => {
  checkAllMoments(context, (files) => {
    const { positions, settings } = files;
    const found = findAgain(NAME, positions, 0, settings);
    assert.ok(found !== "unreadable");
    assert.equal(found.current?.offset, 4);
    return found.former;
  });
});

test("rotated files that nothing has been read of are found while they are renamed", (context) => {
  checkAllMoments(context, ({ settings }) =>
    findUnread(NAME, 0n, { fingerprint: "7:none", readMs: 0 }, NONE, settings),
  );
});

test("files that had the name between two looks are found while they are renamed", (context) => {
  checkAllMoments(context, ({ settings }) => findBetween(NAME, 0n, NONE, settings));
});

test("the copy of a truncated file, and what came after it, are found while they are renamed", (context) => {
  checkAllMoments(context, (files) => {
    const oldest = files.positions.find(({ inode }) => inode === files.inodeOf(`a.${GENERATIONS}`))!;
    return findCopy(oldest, undefined, 0n, NONE, files.settings).files;
  });
});

test("an input is resumed where it was although its file is renamed meanwhile", (context) => {
  const resumed = (files: Shifted): readonly string[] => {
    const { positions } = files;
    const settings = { ...DEFAULT_INPUT_SETTINGS, ...files.settings, now: () => 0, execute() {} };
    const found = new Set<string>();
    const input = new Input(NAME, undefined, false, { settings, pool: new ChunkPool(4096), activate() {} });
    input.resume(positions, 0);
    for (const { inode, offset } of input.positions) found.add(`${inode} ${offset}`);
    input.close();
    return positions
      .filter(({ inode, offset }) => !found.has(`${inode} ${offset}`))
      .map(({ inode }) => `${inode}`);
  };
  const undisturbed = new Shifted(context, []);
  assert.deepEqual(resumed(undisturbed), []);
  for (let at = 1; at <= undisturbed.calls; at += 1) {
    for (const leavesName of [true, false]) {
      const files = new Shifted(context, [at]);
      files.shiftsCurrent = true;
      files.leavesName = leavesName;
      assert.deepEqual(resumed(files), [], `rotated at ${at}, ${leavesName ? "no new file" : "a new file"}`);
    }
  }
});
