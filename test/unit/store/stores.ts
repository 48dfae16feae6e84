import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Engine } from "../../../src/core/engine.ts";
import { save } from "../../../src/core/saved-state.ts";
import { Store, type StoreSettings, type StoreSurroundings } from "../../../src/store/store.ts";

/** A folder for a state file, which is removed with the test. */
export function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-store-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A store that is expected to open. */
export function opened(path: string, settings: Partial<StoreSettings> = {}): Store {
  const store = Store.open({ path, sync: "normal", intervalMs: 200, retryMs: 10, ...settings });
  if (!(store instanceof Store)) throw new Error(store.reason);
  return store;
}

/** A store without inputs, and whose trouble nobody hears of. */
export const AROUND: StoreSurroundings = { positions: () => [], trouble: () => {} };

/** Everything in an engine, in an order that does not depend on how it came there. */
export function stateOf(engine: Engine): unknown {
  const state = JSON.parse(JSON.stringify(save(engine))) as Record<string, unknown>;
  for (const name of ["contexts", "operations", "buffers"])
    state[name] = (state[name] as unknown[]).map((each) => JSON.stringify(each)).toSorted();
  return state;
}
