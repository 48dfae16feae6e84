import v8 from "node:v8";
import { linearEngineIsOn } from "./regex/index.ts";

/**
 * Switches on V8's linear regular expression engine. Whatever runs patterns imports this first: the program,
 * a worker thread, a test.
 */
v8.setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
// Compiled once and not twice: rules match more than once, and with many rules the first way takes as long.
v8.setFlagsFromString("--no-regexp-tier-up");
linearEngineIsOn();
