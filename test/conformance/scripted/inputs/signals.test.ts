import { compare } from "./compare.ts";
import { SIGNALS } from "./scripts-signals.ts";

compare(SIGNALS);
