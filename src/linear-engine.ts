import v8 from "node:v8";
import { linearEngineIsOn } from "./regex/index.ts";

/**
 * Switches on V8's linear regular expression engine. Whatever runs patterns imports this first: the program,
 * a worker thread, a test.
 */
const FLAGS = [
  "--enable-experimental-regexp-engine-on-excessive-backtracks",
  // Compiled once and not twice: rules match more than once, and with many rules the first way takes as long.
  "--no-regexp-tier-up",
];

// The launcher gives them to Node already, since loading `node:v8` is a twentieth of a start.
for (const flag of FLAGS) if (!process.execArgv.includes(flag)) v8.setFlagsFromString(flag);
linearEngineIsOn();
