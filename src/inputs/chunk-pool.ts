const MOST_SPARE = 8;

/** Buffers for reading, shared by all inputs, so that those which wait need none. */
export class ChunkPool {
  readonly empty = Buffer.alloc(0);
  readonly chunkBytes: number;
  private readonly spare: Buffer[] = [];

  constructor(chunkBytes: number) {
    this.chunkBytes = chunkBytes;
  }

  take(): Buffer {
    return this.spare.pop() ?? Buffer.allocUnsafeSlow(this.chunkBytes);
  }

  /** Takes a buffer back; of one that is not from here nothing is kept. */
  give(chunk: Buffer): void {
    if (chunk.length === this.chunkBytes && this.spare.length < MOST_SPARE) this.spare.push(chunk);
  }
}
