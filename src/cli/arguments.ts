/**
 * Turns SEC's spellings of options into those of the table of options: `-conf=x`, `--CONF x`,
 * `--input_timeout` for `--input-timeout`, and names that are cut short as long as only one option begins so.
 * Values and other arguments stay as they are, and so does everything after `--`.
 */
export function normaliseArguments(args: readonly string[], options: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return args.map((argument, index) => {
    const found = /^--?([A-Za-z][A-Za-z0-9_-]*)(=[\s\S]*)?$/.exec(argument);
    if (!found?.[1] || (end >= 0 && index > end)) return argument;
    return `--${fullName(found[1], options)}${found[2] ?? ""}`;
  });
}

function fullName(written: string, options: readonly string[]): string {
  const name = written.toLowerCase().replaceAll("_", "-");
  if (options.includes(name)) return name;
  const [candidate, ...others] = new Set(options.filter((option) => option.startsWith(name)));
  return candidate !== undefined && others.length === 0 ? candidate : name;
}
