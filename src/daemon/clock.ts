import type { Perl } from "../core/perl-port.ts";

/** The clock has moved on by the time that a timer for the next second fires. */
const AFTER_THE_SECOND_MS = 2;

/** The present second since Epoch. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** CPU time that the program has used. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Milliseconds until the next second has begun. */
export function msToNextSecond(): number {
  return 1000 - (Date.now() % 1000) + AFTER_THE_SECOND_MS;
}

/** Matching goes on so long before the event loop has its turn: outputs, children and signals. */
const SLICE_MS = 20;

/** So many lines share one look at the clock, unless something is done that may take long. */
const LINES_A_LOOK = 16;

/** When to look at the clock again: asking it for every line would take as long as matching one. */
export class ClockLooks {
  private linesLeft = 0;
  private looked = false;
  private sliceEnd = 0;

  /** Begins a slice of time. */
  beginSlice(): void {
    this.sliceEnd = performance.now() + SLICE_MS;
  }

  /** Whether the next line needs a look. */
  isDue(): boolean {
    if (this.linesLeft === 0) return true;
    this.linesLeft -= 1;
    return false;
  }

  /** The present second; it counts as a look. */
  look(): number {
    this.linesLeft = LINES_A_LOOK - 1;
    this.looked = true;
    return seconds();
  }

  /** Something has been done that may have taken long. */
  expire(): void {
    this.linesLeft = 0;
  }

  /** Whether the slice is over. */
  get isOver(): boolean {
    return performance.now() >= this.sliceEnd;
  }

  /** The same; the clock is only asked where somebody has looked since the last time. */
  isSeenOver(): boolean {
    const { looked } = this;
    this.looked = false;
    return looked && this.isOver;
  }

  /** Perl code may take long. */
  around(perl: Perl): Perl {
    return {
      function: (code) => perl.function(code),
      call: (call) => {
        this.expire();
        return perl.call(call);
      },
      release: (handle) => perl.release(handle),
    };
  }
}
