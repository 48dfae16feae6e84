import { writeFileSync } from "node:fs";

/** The highest there is (proc(5), oom_score_adj). */
const FIRST = "1000";

/**
 * Has the kernel kill a process of ours before any other when memory runs out. It does not have this at its
 * birth: a shell that starts its own commands at once can have one that escapes, 1 of 50 on a busy machine.
 * We could take it upon ourselves while we start a command, so that it is inherited; but then we would be the
 * first to be killed, and a flood of commands is when memory runs out.
 */
export function killFirst(processId: number): void {
  try {
    writeFileSync(`/proc/${processId}/oom_score_adj`, FIRST);
  } catch {
    // It has ended already, or become another user.
  }
}
