import { writeFileSync } from "node:fs";

/** The highest there is (proc(5), oom_score_adj). */
const FIRST = "1000";

/** Has the kernel kill a process of ours before any other when memory runs out. */
export function killFirst(processId: number): void {
  try {
    writeFileSync(`/proc/${processId}/oom_score_adj`, FIRST);
  } catch {
    // It has ended already, or become another user.
  }
}
