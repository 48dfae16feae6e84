import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import Sqlite from "better-sqlite3";
import { commandText } from "../../../src/core/actions/command.ts";
import type { Engine } from "../../../src/core/engine.ts";
import type { Batch } from "../../../src/store/batch.ts";
import { type LastingEffect, Outbox, type OutboxRow } from "../../../src/store/outbox.ts";
import { Store } from "../../../src/store/store.ts";
import { engineWith, feed, RULES } from "./engines.ts";

const MOST_ATTEMPTS = 3;

/** A program with a store and an outbox, as the daemon is one. */
class Program {
  readonly begun: OutboxRow[] = [];
  readonly givenUp: string[] = [];
  readonly passed: string[] = [];
  readonly store: Store;
  readonly outbox: Outbox;
  readonly engine: Engine;

  constructor(path: string, prefix: string, room?: number) {
    const store = Store.open({ path, sync: "normal", intervalMs: 200, retryMs: 10, lockTimeoutMs: 1 });
    if (!(store instanceof Store)) throw new Error(store.reason);
    this.store = store;
    this.outbox = new Outbox({
      begin: (row) => this.begun.push(row),
      pass: ({ name }) => this.passed.push(name),
      giveUp: ({ id }) => this.givenUp.push(id),
      mostAttempts: MOST_ATTEMPTS,
      ...(room !== undefined && { room: () => room }),
      prefix,
    });
    this.engine = engineWith(RULES, (effect) => {
      if (effect.kind === "run" || effect.kind === "send") this.outbox.add(effect);
    });
    this.store.attach(this.engine, { positions: () => [], trouble: () => {}, outbox: this.outbox });
  }

  get commands(): readonly string[] {
    return this.begun.map(({ effect }) => (effect.kind === "run" ? commandText(effect.command) : ""));
  }
}

function pathFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-outbox-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "state");
}

test("an effect wants a commit at once, and is begun after it", async (context) => {
  const { engine, store, outbox, commands: before, ...program } = new Program(pathFor(context), "first");
  await store.commit()!.committed;
  assert.equal(store.isDue(performance.now()), false);
  feed(engine, "page ann", "page bob");
  assert.deepEqual(before, []);
  assert.equal(store.isDue(performance.now()), true);
  const commit = store.commit()!;
  assert.deepEqual(program.begun, []);
  await commit.committed;
  assert.deepEqual(
    program.begun.map(({ id, attempts }) => [id, attempts]),
    [
      ["first-1", 1],
      ["first-2", 1],
    ],
  );
  assert.equal(outbox.size, 2);
  await store.close();
});

test("what was not over is begun again under its id, so many times", async (context) => {
  const path = pathFor(context);
  const first = new Program(path, "first");
  feed(first.engine, "page ann", "page bob");
  await first.store.commit()!.committed;
  first.outbox.done("first-1");
  await first.store.close();
  for (let attempt = 2; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const next = new Program(path, `start${attempt}`);
    assert.deepEqual(next.commands, []);
    await next.store.commit()!.committed;
    assert.deepEqual(next.commands, ["page bob"]);
    assert.deepEqual([next.begun[0]!.id, next.begun[0]!.attempts], ["first-2", attempt]);
    await next.store.close();
  }
  const last = new Program(path, "last");
  assert.deepEqual(last.givenUp, ["first-2"]);
  await last.store.close();
  const empty = new Program(path, "empty");
  assert.deepEqual([empty.givenUp, empty.outbox.size], [[], 0]);
  await empty.store.close();
});

test("while nothing can be written effects are begun without waiting", async (context) => {
  const path = pathFor(context);
  const { engine, store, outbox, begun } = new Program(path, "first");
  await store.commit()!.committed;
  const other = new Sqlite(path).exec("BEGIN IMMEDIATE");
  feed(engine, "page ann");
  const commit = store.commit()!;
  while (begun.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  feed(engine, "page bob");
  assert.equal(store.isDue(performance.now()), true);
  store.commit();
  assert.equal(begun.length, 2);
  outbox.done("first-1");
  outbox.done("first-2");
  other.exec("COMMIT").close();
  await commit.committed;
  assert.equal(begun.length, 2);
  await store.close();
  const again = new Program(path, "again");
  assert.equal(again.outbox.size, 0);
  await again.store.close();
});

test("what has only waited for room is not given up", async (context) => {
  const path = pathFor(context);
  for (let start = 1; start <= MOST_ATTEMPTS + 1; start += 1) {
    const program = new Program(path, `start-${start}`, 1);
    if (start === 1) {
      await program.store.commit()!.committed;
      feed(program.engine, "page ann", "page bob");
    }
    await program.store.commit()!.committed;
    const attempts = program.begun.map((row) => [row.id, row.attempts]);
    const others = start <= MOST_ATTEMPTS ? [["start-1-1", start]] : [];
    // The first one is given up before there is room, and then the other one has it.
    assert.deepEqual(attempts, [...others, ["start-1-2", start <= MOST_ATTEMPTS ? 0 : 1]]);
    assert.deepEqual(program.givenUp, start <= MOST_ATTEMPTS ? [] : ["start-1-1"]);
    await program.store.close();
  }
});

test("what begins after it has waited counts as begun", async (context) => {
  const path = pathFor(context);
  const first = new Program(path, "first", 1);
  await first.store.commit()!.committed;
  feed(first.engine, "page ann", "page bob");
  await first.store.commit()!.committed;
  first.outbox.waitsForRoom("first-1");
  first.outbox.waitsForRoom("first-1");
  first.outbox.begins("first-2");
  first.outbox.begins("first-2");
  first.outbox.begins("unknown");
  await first.store.close();
  const next = new Program(path, "next");
  await next.store.commit()!.committed;
  assert.deepEqual(
    next.begun.map((row) => [row.id, row.attempts]),
    [
      ["first-1", 1],
      ["first-2", 2],
    ],
  );
  await next.store.close();
});

/** An outbox on its own, whose commands have to wait for room. */
function waitingOutbox(): Outbox {
  const outbox: Outbox = new Outbox({
    begin: ({ id }) => outbox.waitsForRoom(id),
    pass: () => {},
    giveUp: () => {},
    mostAttempts: MOST_ATTEMPTS,
    prefix: "own",
  });
  outbox.add({ kind: "run" } as LastingEffect);
  return outbox;
}

test("what was being written when everything is written anew is part of that", () => {
  const outbox = waitingOutbox();
  outbox.encode({} as Batch);
  outbox.markAll();
  const anew = {} as Batch;
  outbox.encode(anew);
  assert.notDeepEqual(anew, {});
});

test("what was begun while nothing could be written is written when that is possible", () => {
  const outbox = waitingOutbox();
  outbox.beginUncommitted();
  const batch = {} as Batch;
  outbox.encode(batch);
  assert.notDeepEqual(batch, {});
});
