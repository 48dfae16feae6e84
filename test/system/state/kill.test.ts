import { test } from "node:test";
import { killAtRandom } from "./killing.ts";

/** CI kills less often than whoever wants to know. */
const KILLS = Number(process.env["SEC_TS_KILLS"] ?? 20);

test("kill -9 at random moments loses no line of rotated files and counts none twice", async () => {
  await killAtRandom(["rename", "copytruncate"], KILLS);
});

test("kill -9 at random moments loses no line of a FIFO and counts none twice", async () => {
  await killAtRandom(["fifo"], Math.ceil(KILLS / 2));
});
