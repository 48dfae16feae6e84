import { testLifeCycle } from "./life-cycle.ts";

testLifeCycle("bookworm");
