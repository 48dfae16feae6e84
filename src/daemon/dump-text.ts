import { localTimeText } from "../core/actions/built-in-variables.ts";
import { localTime } from "../system/local-time.ts";
import type { DumpedOperation } from "./dump-operations.ts";
import type { DumpedContext, DumpState } from "./dump-state.ts";

const DOUBLE_RULE = "=".repeat(60);
const RULE = "-".repeat(60);

/** The dump for a person to read, in SEC's sections (manual: SIGUSR1). */
export function dumpText(state: DumpState): string {
  const sections = [
    section("Program information", programLines(state)),
    section(
      "Environment",
      Object.entries(state.env).map(([name, value]) => `${name}=${value}`),
    ),
    section("Performance statistics", performanceLines(state)),
    section("Rule usage statistics", Object.entries(state.rulestats).flatMap(ruleFileLines)),
    section("Input sources", Object.values(state.inputs).map(inputLine)),
    bufferLines(state),
    section("Pending events", counted(state.pendingevents.map(pendingLines))),
    section("Pattern match cache", counted(Object.entries(state.pmatchcache).map(matchLines))),
    section(
      "List of event correlation operations",
      total(Object.values(state.operations).map(operationLines)),
    ),
    section("List of contexts", total(state.contexts.map(contextLines))),
    section("Child processes", total(Object.values(state.children).map(childLines))),
    section("Action list variables", [
      ...Object.entries(state.variables).map(([name, value]) =>
        value === null
          ? `%${name} = undef`
          : `%${name} = '${typeof value === "object" ? value.rawJSON : value}'`,
      ),
      `Total: ${Object.keys(state.variables).length} elements`,
    ]),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`${title}:`, DOUBLE_RULE, ...lines];
}

/** Items with an empty line behind each. */
function counted(items: readonly (readonly string[])[]): readonly string[] {
  return [...items.flatMap((lines) => [...lines, ""]), `Total: ${items.length} elements`];
}

/** Items with a rule behind each. */
function total(items: readonly (readonly string[])[]): readonly string[] {
  return [...items.flatMap((lines) => [...lines, RULE]), `Total: ${items.length} elements`];
}

function timeText(epochSeconds: number): string {
  return localTimeText(localTime(epochSeconds));
}

function programLines({ program }: DumpState): readonly string[] {
  return [
    `Program version: ${program.version}`,
    `Time of the start: ${timeText(program.startuptime)}`,
    `Time of the last configuration load: ${timeText(program.confloadtime)}`,
    `Time of the dump: ${timeText(program.dumptime)}`,
    `Program resource file: ${program.rcfile}`,
    `Program options: ${program.options}`,
    `Effective user ID: ${program.euid}`,
    `Effective group ID: ${program.egid}`,
    `Supplementary group IDs: ${program.sgid.join(" ")}`,
  ];
}

function performanceLines({ perf }: DumpState): readonly string[] {
  return [
    `Run time: ${perf.runtime} seconds`,
    `User time: ${perf.user} seconds`,
    `System time: ${perf.system} seconds`,
    `Child user time: ${perf.childuser} seconds`,
    `Child system time: ${perf.childsystem} seconds`,
    `Processed input lines: ${perf.lines}`,
  ];
}

function width(values: readonly number[]): number {
  return Math.max(...values.map((value) => String(value).length), 0);
}

function ruleFileLines([path, { loadtime, stats }]: [
  string,
  DumpState["rulestats"][string],
]): readonly string[] {
  const numberWidth = String(stats.length).length;
  const lineWidth = width(stats.map(({ ruleline }) => ruleline));
  const matchWidth = width(stats.map(({ matches }) => matches));
  const eventWidth = width(stats.map(({ events = 0 }) => events));
  const lines = stats.map(({ ruleline, matches, desc, events, cputime }, at) => {
    const rule = `Rule ${String(at + 1).padStart(numberWidth)} line ${String(ruleline).padStart(lineWidth)}`;
    const matched = `matched ${String(matches).padStart(matchWidth)} events`;
    const tried = String(events).padStart(eventWidth);
    const cost =
      cputime === undefined
        ? ""
        : `, ${cputime.toFixed(2)} seconds of CPU time spent for processing ${tried} events`;
    return `${rule} ${matched}${cost} (${desc})`;
  });
  return ["", `Statistics for the rules from ${path}`, `(loaded at ${timeText(loadtime)})`, RULE, ...lines];
}

function inputLine(input: DumpState["inputs"][string]): string {
  const words = [`status: ${input.status}`];
  if ("type" in input) {
    words.push(`type: ${input.type}`);
    if ("offset" in input) words.push(`read offset: ${input.offset}`, `file size: ${input.size}`);
    words.push(`device/inode: ${input.dev}/${input.inode}`);
  }
  words.push(`received data: ${input.lines} lines`);
  words.push("context" in input && input.context ? `context: ${input.context}` : "no context set");
  return `${input.file} (${words.join(", ")})`;
}

function block(title: string, lines: readonly string[]): readonly string[] {
  return ["", title, RULE, ...lines, RULE];
}

function bufferLines({ buffer }: DumpState): readonly string[] {
  const which = "lastinputs" in buffer ? "" : "each ";
  const head = [`Input buffering mode: ${buffer.bufmode}`, `Size of ${which}input buffer: ${buffer.bufsize}`];
  if ("lastinputs" in buffer) {
    return [
      ...head,
      ...block(`Content of input buffer (last ${buffer.bufsize} input line(s)):`, buffer.lastlines),
      ...block(`Last ${buffer.bufsize} input source(s):`, buffer.lastinputs),
    ];
  }
  return [
    ...head,
    ...Object.entries(buffer.lastlines).flatMap(([source, lines]) =>
      block(`Content of input buffer for ${source}:`, lines),
    ),
    ...block("Content of input buffer for synthetic events:", buffer.lastsynevents),
  ];
}

function pendingLines({ event, time, context }: DumpState["pendingevents"][number]): readonly string[] {
  const suffix = context === undefined ? "" : ` with context '${context}'`;
  return [`Event: ${event}`, `Will be created at ${timeText(time)}${suffix}`];
}

function matchLines([name, variables]: [string, Readonly<Record<string, string | null>>]): readonly string[] {
  return [
    `Match: ${name}`,
    ...Object.entries(variables).map(([variable, value]) => `${variable} = ${value ?? "undef"}`),
  ];
}

/** What the fields of operations are called, in the order in which they are shown. */
const FIELDS: readonly (readonly [field: RegExp, title: string, unit?: string])[] = [
  [/^pattern(\d*)$/, "Pattern"],
  [/^context(\d*)$/, "Context"],
  [/^continue(\d*)$/, "Behavior after match"],
  [/^count(\d*)$/, "Count action"],
  [/^egtoken(\d*)$/, "Event group token"],
  [/^egpattern()$/, "Event group pattern"],
  [/^egstring()$/, "Event group string"],
  [/^init()$/, "Init action"],
  [/^slide()$/, "Slide action"],
  [/^end()$/, "End action"],
  [/^desc(\d*)$/, "Description"],
  [/^action(\d*)$/, "Action"],
  [/^window(\d*)$/, "Window", " seconds"],
  [/^threshold(\d*)$/, "Threshold"],
];

function operationLines(operation: DumpedOperation): readonly string[] {
  const { windowend, eventtimes } = operation;
  return [
    `Key: ${operation.key}`,
    `Operation started at: ${timeText(operation.starttime)}`,
    `Correlation window begins at: ${timeText(operation.windowstart)}`,
    ...(windowend === undefined ? [] : [`Correlation window ends at: ${timeText(windowend)}`]),
    `Configuration file: ${operation.configfile}`,
    `Rule number: ${operation.ruleid + 1}`,
    `Rule internal ID: ${operation.ruleid}`,
    `Type: ${operation.type}`,
    ...Object.entries(operation).flatMap(([name, value]) => fieldLine(name, String(value))),
    ...(eventtimes === undefined ? [] : [...eventLines(operation, eventtimes), ""]),
  ];
}

function fieldLine(name: string, value: string): readonly string[] {
  for (const [form, title, unit = ""] of FIELDS) {
    const found = form.exec(name);
    if (found) return [`${title}${found[1]}: ${value}${unit}`];
  }
  return [];
}

/** Statuses that the text has other words for. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  "threshold reached": "seen before threshold was crossed",
  "thresholds reached": "seen before thresholds were crossed",
};

function eventLines(
  { status = "", eventpatterns, eventtokens }: DumpedOperation,
  times: readonly number[],
): readonly string[] {
  return [
    `${times.length} events observed at (${STATUS_WORDS[status] ?? status}):`,
    ...times.map((time, at) => {
      if (eventpatterns === undefined) return timeText(time);
      const token = eventtokens === undefined ? "" : `, event group token: ${eventtokens[at]}`;
      return `${timeText(time)} (matched by pattern #${eventpatterns[at]}${token})`;
    }),
  ];
}

function contextLines({
  name,
  creationtime,
  lifetime,
  action,
  desc,
  buffer,
}: DumpedContext): readonly string[] {
  return [
    ...name.map((text) => `Context Name: ${text}`),
    `Creation Time: ${timeText(creationtime)}`,
    `Lifetime: ${lifetime === 0 ? "infinite" : `${lifetime} seconds`}`,
    ...(action === undefined ? [] : [`Action on delete: ${action} (%s = ${desc})`]),
    ...(buffer.length === 0 ? [] : [`${buffer.length} events associated with context:`, ...buffer]),
  ];
}

function childLines(child: DumpState["children"][string]): readonly string[] {
  return [
    `Child PID: ${child.pid}`,
    `Commandline started by child: ${child.cmdline}`,
    ...(child.status === undefined
      ? []
      : [`${child.status}${child.context === undefined ? "" : ` with context '${child.context}'`}`]),
  ];
}
