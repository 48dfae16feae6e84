import { compare } from "./compare.ts";
import { STREAMS } from "./scripts-streams.ts";

compare(STREAMS);
