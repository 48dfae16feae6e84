import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 256 * 1024;

/** A line of a file, without its newline, and the number of bytes of the file up to its end. */
export interface FileLine {
  readonly text: string;
  readonly endOffset: number;
}

/**
 * Reads the lines of a file, or of standard input for `-`, from beginning to end. Lines are bytes, one a
 * character; a last line without newline is a line.
 */
export function* readLines(path: string): Generator<FileLine> {
  const descriptor = path === "-" ? 0 : openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let rest = "";
  let offset = 0;
  try {
    for (let bytes = readChunk(descriptor, chunk); bytes > 0; bytes = readChunk(descriptor, chunk)) {
      const text = rest + chunk.toString("latin1", 0, bytes);
      let start = 0;
      for (let end = text.indexOf("\n", rest.length); end >= 0; end = text.indexOf("\n", start)) {
        offset += end + 1 - start;
        yield { text: text.slice(start, end), endOffset: offset };
        start = end + 1;
      }
      rest = text.slice(start);
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
  if (rest !== "") yield { text: rest, endOffset: offset + rest.length };
}

function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(PAUSE, 0, 0, 20);
    }
  }
}

/** Standard input may be a terminal or a pipe in non-blocking mode; then there is nothing to do but wait. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
