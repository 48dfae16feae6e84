import { compare } from "./compare.ts";
import { FOLLOWING } from "./scripts-following.ts";

compare(FOLLOWING);
