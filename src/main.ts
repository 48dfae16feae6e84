import v8 from "node:v8";

// Before the first RegExp is made: hostile lines cannot stall V8 then (src/regex/index.ts).
v8.setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");

if (process.argv[2] === "regex") {
  const { runRegex } = await import("./cli/regex.ts");
  process.exitCode = await runRegex(process.argv.slice(3));
}
