import type { Batch } from "./batch.ts";

/** What the thread that writes is started with. */
export interface WriterSettings {
  readonly path: string;
  readonly sync: "full" | "normal";
  readonly lockTimeoutMs: number;
  readonly retryMs: number;
  /** Whether the database holds a state that batches build upon. */
  readonly hasState: boolean;
}

/** A part of a batch; the last one ends it. */
export type ToWriter =
  | { readonly kind: "part"; readonly part: Batch; readonly last: boolean }
  | { readonly kind: "close" };

/**
 * `failed` is followed by further attempts, and in the end by `committed`. `start over` says that the
 * database had to be replaced by an empty one: the batch is dropped, and all state must be written anew.
 */
export type FromWriter =
  | { readonly kind: "committed" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "start over"; readonly reason: string };
