/**
 * Turns SEC's spellings of options into those of the table of options: `-conf=x`, `--CONF x`,
 * `--input_timeout` for `--input-timeout`, and names that are cut short as long as only one option begins so.
 * Values and other arguments stay as they are, and so does everything after `--`.
 *
 * With a list of `flags`, all other options take a value, which is what follows them whatever it looks like,
 * as `-` in `--conf -`, and reaches the command with its quotes. Throws, with a message for the user, where
 * there is none or an empty one.
 */
export function normaliseArguments(
  args: readonly string[],
  options: readonly string[],
  flags?: readonly string[],
): readonly string[] {
  const normal: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at]!;
    if (argument === "--") return [...normal, ...args.slice(at)];
    const found = /^--?([A-Za-z][A-Za-z0-9_-]*)(?:=([\s\S]*))?$/.exec(argument);
    if (!found?.[1]) {
      normal.push(argument);
      continue;
    }
    const name = fullName(found[1], options);
    let value = found[2];
    if (flags && options.includes(name) && !flags.includes(name)) {
      if (value === undefined) value = args[(at += 1)];
      if (value === undefined || value === "") throw new Error(`--${name} needs a value`);
    }
    normal.push(value === undefined ? `--${name}` : `--${name}=${flags ? quoteKept(value) : value}`);
  }
  return normal;
}

/** A value as yargs must be given it: of quotes that are around all of it, yargs removes one pair. */
function quoteKept(value: string): string {
  return /^(["'])[\s\S]*\1$/.test(value) ? `"${value}"` : value;
}

function fullName(written: string, options: readonly string[]): string {
  const name = written.toLowerCase().replaceAll("_", "-");
  if (options.includes(name)) return name;
  const [candidate, ...others] = new Set(options.filter((option) => option.startsWith(name)));
  return candidate !== undefined && others.length === 0 ? candidate : name;
}

/** What is wrong with arguments that parseArgs of `node:util` does not take, without its long advice. */
export function argumentFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\. To specify a positional argument [^]*/, "");
}
