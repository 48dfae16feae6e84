import "./linear-engine.ts";
import { USAGE_ERROR } from "./cli/command.ts";
import { COMMANDS } from "./cli/index.ts";
import { suggestion } from "./config/suggest.ts";

/** A reader that has seen enough, as `head` has, is no fault; a full disk is one, and is said once. */
function endOnOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
  process.stderr.write(`sec-ts: cannot write standard output: ${error.message}\n`);
  process.exit(1);
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  // With a resource file, SEC needs no argument.
  const runs = name === undefined ? process.env["SECRC"] !== undefined : name.startsWith("-");
  if (runs) return (await import("./daemon/run.ts")).runDaemon(process.argv.slice(2), commandList);
  if (name === undefined || name === "help") {
    process.stdout.write(await help());
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const similar = suggestion(name, Object.keys(COMMANDS));
    const hint = similar ? `did you mean '${similar}'?` : "sec-ts --help lists the commands";
    process.stderr.write(`sec-ts: there is no command '${name}'; ${hint}\n`);
    return USAGE_ERROR;
  }
  const command = await load();
  try {
    return await command.run(args);
  } catch (error) {
    process.stderr.write(`sec-ts ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return USAGE_ERROR;
  }
}

async function commandList(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => `  ${name.padEnd(10)} ${(await load()).summary}\n`),
  );
  return lines.join("");
}

async function help(): Promise<string> {
  return `sec-ts: event correlator for SEC rule files

Usage: sec-ts [options]           run as SEC does; --help lists the options
       sec-ts COMMAND [options]

${await commandList()}
sec-ts COMMAND --help lists a command's options; --version prints the version.
`;
}

process.stdout.on("error", endOnOutputError);
process.exitCode = await main(process.argv.slice(2));
