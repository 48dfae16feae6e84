/* Loaded before the program: its clock is ahead by as many seconds as the file SEC_TS_TEST_CLOCK says. */
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const real = Date.now;
const path = process.env.SEC_TS_TEST_CLOCK;
let lookedAt = 0;
let shift = 0;

if (isMainThread) {
  Date.now = () => {
    const now = real();
    if (now - lookedAt > 20) {
      lookedAt = now;
      shift = Number(readFileSync(path, "latin1")) * 1000 || 0;
    }
    return now + shift;
  };
}
