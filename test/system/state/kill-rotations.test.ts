/*
 * Kills the program while its inputs are rotated in every way that we know. SEC_TS_ROTATIONS=link,dated for
 * these alone, each by itself; SEC_TS_KILLS=N for more kills than the few of CI.
 */
import { test } from "node:test";
import { killAtRandom, type Way } from "./killing.ts";
import { ROTATION_STYLES } from "./rotation-styles.ts";

const KILLS = Number(process.env["SEC_TS_KILLS"] ?? 2);
const { SEC_TS_ROTATIONS: wanted } = process.env;
const ALL = [...Object.keys(ROTATION_STYLES), "stdin"] as Way[];

for (const ways of wanted === undefined ? [ALL] : wanted.split(",").map((way) => [way as Way]))
  test(`kill -9 loses no line and counts none twice, however they come (${ways})`, async () => {
    await killAtRandom(ways, KILLS);
  });
