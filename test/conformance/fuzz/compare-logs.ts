import type { Outcome } from "../outcome.ts";

/** What the reference says of signals, rule files and inputs, which is not the engine's to say. */
const LOADING = [
  /^SEC \(Simple Event Correlator\)/,
  /^Reading configuration from /,
  /^\d+ rules loaded from /,
  /^No valid rules found in /,
  /^Rule in .* at line \d+: /,
  /^\S+ line \d+ \(/,
  /^Several '.*' keywords specified, overriding /,
  /^No --bufsize command line option /,
  /^Opening input file /,
  /^Input file .* already open$/,
  /^SIG[A-Z0-9]+ received: /,
];

/** At a tick, the reference comes upon a context by the name that its hash holds first; all names follow. */
const BY_ONE_OF_ITS_NAMES = /^Deleting stale context '[^]*?'$/gm;

/** Perl counts the programs that it has compiled; which ones those are is a process's own affair. */
const NUMBER_OF_PROGRAM = /\(eval \d+\)/g;

/** We say where the code stands. */
const PLACE_OF_CODE = / \(rule in \S+ at line \d+\)$/gm;

/** The log of each second as sorted lines. A message of several lines is several lines. */
function linesBySecond({ log }: Outcome): Map<number, string> {
  return new Map(
    log.map(({ time, lines }) => {
      const text = lines
        .join("\n")
        .replaceAll(BY_ONE_OF_ITS_NAMES, "")
        .replaceAll(NUMBER_OF_PROGRAM, "(eval 0)")
        .replaceAll(PLACE_OF_CODE, "");
      const single = text.split("\n");
      const said = single.filter((line) => line !== "" && !LOADING.some((pattern) => pattern.test(line)));
      return [time, said.toSorted().join("\n")];
    }),
  );
}

/**
 * The first second whose messages differ between the reference and the engine, compared as multisets, as
 * text. Seconds in which two runs of the reference differ are left out, as are order and loading.
 */
export function logDifference(expected: readonly Outcome[], actual: Outcome): string | undefined {
  const [first, ...others] = expected.map(linesBySecond);
  const ours = linesBySecond(actual);
  for (const time of new Set([...(first?.keys() ?? []), ...ours.keys()])) {
    const wanted = first?.get(time) ?? "";
    const had = ours.get(time) ?? "";
    if (wanted === had || others.some((other) => (other.get(time) ?? "") !== wanted)) continue;
    const [left, right] = [wanted.split("\n"), had.split("\n")];
    const onlyOne = (some: readonly string[], rest: readonly string[]): string =>
      JSON.stringify(some.filter((line) => count(some, line) > count(rest, line)));
    return `log at ${time}: only ${onlyOne(left, right)} against only ${onlyOne(right, left)}`;
  }
  return undefined;
}

function count(lines: readonly string[], line: string): number {
  return lines.filter((each) => each === line).length;
}
