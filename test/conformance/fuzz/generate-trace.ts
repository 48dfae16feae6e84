import type { CaseScope } from "./scope.ts";

/** Start times: ordinary ones and such that a minute, an hour, a month or a year ends within the trace. */
const STARTS = [1_700_000_000, 1_699_999_980, 1_704_067_140, 1_709_164_750, 1_693_526_340, 1_717_245_003];

function line(of: CaseScope): string {
  const { random, kinds, keys, options } = of;
  // In Perl code it would be the program's name.
  const zero = options.perl ? "$x" : "$0";
  const kind = random.pick(kinds);
  const key = random.pick(keys);
  return random.weighted<() => string>([
    [12, () => `${kind} ${key}`],
    [5, () => `${kind} ${key} ${random.between(0, 20)}`],
    [1.5, () => `${random.pick(kinds)} and ${kind} ${key}`],
    [1, () => kind.slice(0, -1)],
    [0.7, () => `${kind}${key}`],
    [0.7, () => `${kind.toUpperCase()} ${key}`],
    [0.7, () => ""],
    [0.5, () => `  ${kind} ${key} `],
    [0.5, () => `${random.pick(["S1", "S2", "S3"])} ${key} 1`],
    [0.4, () => `${kind} ${key}\t${random.pick(keys)}`],
    [
      0.3,
      () => random.pick(["@", `%s ${zero} %%`, "\xff\xfe\xa0", "$1", "a\rb", "\x01\x00\x7f", "SEC_STARTUP"]),
    ],
    [0.3, () => `${kind} ${"x".repeat(200)}`],
  ])();
}

function gapSeconds(of: CaseScope, style: string): number {
  const { random } = of;
  if (style === "burst")
    return random.weighted([
      [6, 0],
      [3, 1],
      [2, random.between(2, 9)],
      [0.6, random.between(20, 70)],
    ]);
  return random.weighted([
    [3, 0],
    [4, random.between(1, 5)],
    [4, random.between(5, 20)],
    [0.4, random.between(20, 90)],
  ]);
}

/** The second in which a case begins. */
export function startTime({ random }: CaseScope): number {
  return random.pick(STARTS) + random.between(0, 59);
}

/**
 * Lines at random times. Repeats of recent lines are common, so that thresholds and suppressions come
 * to pass.
 */
export function generateTrace(of: CaseScope, lineCount: number, start: number): string {
  const { random } = of;
  const style = random.pick(["burst", "even", "even"]);
  const recent: string[] = [];
  const lines: string[] = [];
  let time = start;
  let last = -1;
  for (let index = 0; index < lineCount; index++) {
    time += index === 0 ? 0 : gapSeconds(of, style);
    const text = recent.length > 0 && random.chance(0.35) ? random.pick(recent.slice(-6)) : line(of);
    recent.push(text);
    // A line that begins with @ would be taken for a clock line if it had no prefix.
    const bare = time === last && random.chance(0.4) && !text.startsWith("@") && text !== "";
    lines.push(bare ? text : `@${time} ${text}`);
    last = time;
  }
  // Time goes on after the last line, so that windows and lifetimes end.
  if (random.chance(0.8)) lines.push(`@${time + random.between(1, 90)}`);
  return `${lines.join("\n")}\n`;
}
