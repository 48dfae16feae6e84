import { compare } from "./compare.ts";
import { TIMEOUTS } from "./scripts-timeouts.ts";

compare(TIMEOUTS);
