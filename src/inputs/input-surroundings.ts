import type { ChunkPool } from "./chunk-pool.ts";
import type { LineSource } from "./line-source.ts";
import type { InputSettings } from "./settings.ts";

/** What an input needs from the whole of them; it changes when options do. */
export interface InputSurroundings {
  settings: InputSettings;
  pool: ChunkPool;
  /** There is something to read. */
  readonly activate: (input: LineSource) => void;
}
