import { createRandom } from "../conformance/fuzz/random.ts";
import type { Workload } from "./measure.ts";
import { messages, otherMessage, syslogLine, thresholdRule } from "./rule-sets.ts";

/** Different lines that are repeated, so that writing logs does not take longer than matching them. */
const DIFFERENT_LINES = 50_000;
const MOST_RULES = 10_000;
const LINES_A_SECOND = 500;

/** One rule that counts 20,000 keys; one line in five matches. */
function oneRuleManyKeys(): Workload {
  const rules = thresholdRule({ pattern: "sshd\\[\\d+\\]: Failed password for (\\S+) from ([\\d.]+)" }, 1);
  return {
    name: "1 rule, 20,000 keys, 20 % of the lines match",
    floor: 5,
    rules: rules.replace("desc=rule 1 $1", "desc=failed $1 $2"),
    lines: 2_000_000,
    line(at) {
      const random = createRandom(at);
      const text =
        at % 5 === 0
          ? `sshd[${1000 + (at % 5000)}]: Failed password for user${random.below(20_000)} from 192.0.2.7`
          : otherMessage(random);
      return syslogLine(random, Math.floor(at / LINES_A_SECOND), text);
    },
  };
}

/** As many rules of different programs; half of the lines match some rule of the 10,000. */
function manyRules(count: number, floor: number, lines: number, referenceLines: number): Workload {
  const all = messages(MOST_RULES);
  const random = createRandom(7);
  const texts = Array.from({ length: DIFFERENT_LINES }, (_, at) =>
    at % 2 === 0 ? otherMessage(random) : random.pick(all).line(random),
  );
  return {
    name: `${count.toLocaleString("en-US")} ${count === 1 ? "rule" : "rules"}`,
    floor,
    rules: all.slice(0, count).map(thresholdRule).join("\n"),
    lines,
    referenceLines,
    line: (at) => syslogLine(random, Math.floor(at / LINES_A_SECOND), texts[at % DIFFERENT_LINES]!),
  };
}

const PAIR = `type=Pair
ptype=RegExp
pattern=gateway: session (\\S+) of (\\w+) opened
desc=session $1
action=none
ptype2=RegExp
pattern2=gateway: session $1 closed after (\\d+) seconds
desc2=session %1 closed
action2=none
window=86400
`;

const sessionId = (at: number): string => (0x5a17_0000 + at * 7919).toString(16);
const opened = (at: number): string =>
  syslogLine(createRandom(at), 0, `gateway: session ${sessionId(at)} of jsmith opened`);

/** Open pairs that no line ends. */
function openPairs(): Workload {
  return {
    name: "2,000 open Pair operations, lines that match none",
    floor: 300,
    rules: PAIR,
    opening: Array.from({ length: 2000 }, (_, at) => opened(at)),
    lines: 1_000_000,
    referenceLines: 2000,
    line(at) {
      const random = createRandom(at);
      return syslogLine(random, Math.floor(at / LINES_A_SECOND), otherMessage(random));
    },
  };
}

/** Pairs that are opened, and then closed in another order. */
function closedPairs(): Workload {
  return {
    name: "10,000 open Pair operations, each closed in turn",
    floor: 100,
    rules: PAIR,
    lines: 20_000,
    line(at, lines) {
      const count = Math.floor(lines / 2);
      if (at < count) return opened(at);
      const session = sessionId(((at - count) * 4231) % count);
      const text = `gateway: session ${session} closed after ${at} seconds`;
      return syslogLine(createRandom(at), 60, text);
    },
  };
}

/** What the README's table shows. */
export const WORKLOADS: readonly (() => Workload)[] = [
  oneRuleManyKeys,
  () => manyRules(1, 6, 2_000_000, 2_000_000),
  () => manyRules(10, 15, 2_000_000, 400_000),
  () => manyRules(100, 120, 2_000_000, 50_000),
  () => manyRules(1000, 500, 2_000_000, 5000),
  () => manyRules(10_000, 100, 1_000_000, 500),
  openPairs,
  closedPairs,
];
