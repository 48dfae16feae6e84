import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { libc } from "./libc.ts";

const mallocTrim = libc.func("int malloc_trim(size_t)");

/** Collecting a larger heap takes too long to be done while lines wait. */
const LARGEST_HEAP_BYTES = 128 * 1024 * 1024;

/**
 * Gives back what was only needed to start: a program that does little afterwards would keep it for hours,
 * until V8 sees a reason to look. Does nothing with a large heap.
 */
export function releaseMemory(): void {
  if (getHeapStatistics().used_heap_size > LARGEST_HEAP_BYTES) return;
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  collect();
  mallocTrim(0);
}
