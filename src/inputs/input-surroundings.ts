import type { ChunkPool } from "./chunk-pool.ts";
import type { CutLines } from "./cut-lines.ts";
import type { LineSource } from "./line-source.ts";
import type { OpenSettings } from "./open-input.ts";
import type { InputSettings } from "./settings.ts";

/** What an input needs from the whole of them; it changes when options do. */
export interface InputSurroundings {
  settings: InputSettings;
  pool: ChunkPool;
  /** There is something to read. */
  readonly activate: (input: LineSource) => void;
}

/** What opening an input takes; `ready` is called when there is something to read. */
export function openSettingsOf(
  { pool, settings }: Readonly<InputSurroundings>,
  cutLines: CutLines,
  ready: () => void,
): OpenSettings {
  const { blockBytes, maxLineBytes, rwFifo, spools, log, opener } = settings;
  const lines = { blockBytes, maxLineBytes, cut: (bytes: number) => cutLines.note(bytes) };
  return { rwFifo, lines, pool, spools, log, opener, ready };
}
