import { suite, test } from "node:test";
import { whyNotBooted } from "./booted.ts";
import { testLifeCycle } from "./life-cycle.ts";
import { testRpmLifeCycle } from "./rpm-life-cycle.ts";

const reason = whyNotBooted();
if (reason !== undefined) {
  test("packages live on booted machines", (context) => context.skip(reason));
} else {
  // Most of the time they wait for something, so three machines take hardly longer than one.
  suite("packages live on booted machines", { concurrency: true }, () => {
    const inOrder = { concurrency: false };
    suite("the .deb on Debian 12", inOrder, () => testLifeCycle("bookworm"));
    suite("the .deb on Debian 13", inOrder, () => testLifeCycle("trixie"));
    suite("the .rpm on Debian 12", inOrder, testRpmLifeCycle);
  });
}
