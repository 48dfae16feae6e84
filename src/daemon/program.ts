import packageDescription from "../../package.json" with { type: "json" };

/** The release of SEC whose rule files are run as it runs them. */
const REFERENCE = "2.9.4";

/** What the program calls itself in its log and dump. Tools that look for SEC's name find it. */
export const PROGRAM = `SEC (Simple Event Correlator) ${REFERENCE}, sec-ts ${packageDescription.version}`;
