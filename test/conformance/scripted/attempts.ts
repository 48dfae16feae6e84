import type { TestContext } from "node:test";

const ATTEMPTS = 3;

/**
 * Compares two programs that run in real time. What either does may depend on the moment at which it is given
 * the processor, so a difference counts if it is there each time; one that goes away is told of.
 */
export async function compareInRealTime(context: TestContext, attempt: () => Promise<void>): Promise<void> {
  for (let count = 1; ; count += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (count === ATTEMPTS) throw error;
      context.diagnostic(`attempt ${count} of ${ATTEMPTS} saw a difference: ${String(error)}`);
    }
  }
}
