import { builtInNames, builtInVariable } from "../core/actions/built-in-variables.ts";
import type { Context, StoredEvent } from "../core/contexts/context.ts";
import { actionListText, fillWith } from "../core/describe/action-text.ts";
import { patternText } from "../core/describe/condition-text.ts";
import { type Engine, SYNTHETIC } from "../core/engine.ts";
import { lookupStored } from "../core/match-variables.ts";
import { type PerlValue, perlText } from "../core/perl-port.ts";
import type { RunningFile, RunningRule } from "../core/rule-set.ts";
import type { InputStatus } from "../inputs/status.ts";
import type { RunningCommand } from "../outputs/commands.ts";
import { childTimes } from "../system/child-times.ts";
import { NOT_FOR_CHILDREN } from "../system/processes.ts";
import { otherGroups } from "../system/users.ts";
import { type DumpedOperation, dumpOperation } from "./dump-operations.ts";
import { PROGRAM } from "./program.ts";

/** What a dump is made from. Times are seconds since Epoch. */
export interface DumpSource {
  readonly engine: Engine;
  readonly startedAt: number;
  readonly rulesLoadedAt: number;
  readonly now: number;
  readonly commandLine: readonly string[];
  readonly ruleTimes: boolean;
  readonly inputs: readonly InputStatus[];
  readonly children: readonly RunningCommand[];
  /** When each rule file was read. */
  readonly loadTimes: ReadonlyMap<string, number>;
}

export interface DumpedContext {
  readonly name: readonly string[];
  readonly creationtime: number;
  readonly lifetime: number;
  readonly action?: string;
  /** What `%s` stands for in the action list. */
  readonly desc?: string;
  readonly buffer: readonly string[];
  /** When each line of the buffer was stored. */
  readonly times: readonly number[];
}

interface JointBuffer {
  readonly bufmode: string;
  readonly bufsize: number;
  readonly lastlines: readonly string[];
  readonly lastinputs: readonly string[];
}

interface SeparateBuffers {
  readonly bufmode: string;
  readonly bufsize: number;
  readonly lastlines: Readonly<Record<string, readonly string[]>>;
  readonly lastsynevents: readonly string[];
}

interface RuleStatistics {
  readonly ruleline: number;
  readonly matches: number;
  readonly desc: string;
  readonly events?: number;
  readonly cputime?: number;
}

/** The state with SEC's keys (manual: SIGUSR1, `--dumpfjson`). */
export type DumpState = ReturnType<typeof dumpState>;

/** Collects what the dump tells. */
export function dumpState(source: DumpSource) {
  const { engine } = source;
  const { program, env, perf, ...head } = dumpHead(source);
  const rules = engine.ruleSet.files.flatMap((file) => file.rules);
  const operations = rules.flatMap((rule) => [...rule.operations.values()].map(dumpOperation));
  return {
    program,
    env,
    perf,
    rulestats: Object.fromEntries(
      engine.ruleSet.files.map((file) => [file.path, fileStatistics(file, source)]),
    ),
    inputs: Object.fromEntries(source.inputs.map((input) => [input.file, dumpInput(input, engine)])),
    buffer: withAllInputs(head.buffer, source.inputs),
    pendingevents: engine.delayed.map(({ text, context, due }) => ({
      event: text,
      time: due,
      ...(engine.options.internalContexts ? { context: context ?? "_INTERNAL_EVENT" } : {}),
    })),
    pmatchcache: head.pmatchcache,
    operations: Object.fromEntries(
      operations.map((operation): [string, DumpedOperation] => [operation.key, operation]),
    ),
    contexts: [...new Set(engine.contexts.values())].map((context) => dumpContext(context, context.store)),
    children: head.children,
    variables: sortedVariables(head.variables, setVariables(engine)),
  };
}

/** What the dump tells that is not a list of rules, inputs, events, operations, contexts or set variables. */
export type DumpHead = ReturnType<typeof dumpHead>;

/** Collects the short parts of the dump. */
export function dumpHead(source: Omit<DumpSource, "inputs">) {
  const { engine } = source;
  return {
    program: programOf(source),
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_CHILDREN.test(name))),
    perf: performanceOf(source),
    buffer: bufferOf(engine),
    pmatchcache: Object.fromEntries(
      [...engine.cache].map(([name, match]) => [
        name,
        Object.fromEntries([...match.entries()].map(([variable, value]) => [variable, perlValue(value)])),
      ]),
    ),
    children: Object.fromEntries(source.children.map((child) => [child.child, childOf(child, engine)])),
    variables: givenVariables(engine),
  };
}

function programOf({ startedAt, rulesLoadedAt, now, commandLine }: Omit<DumpSource, "inputs">) {
  return {
    version: PROGRAM,
    startuptime: startedAt,
    confloadtime: rulesLoadedAt,
    dumptime: now,
    rcfile: process.env["SECRC"] || "none",
    options: commandLine.join(" "),
    euid: process.geteuid?.() ?? 0,
    egid: process.getegid?.() ?? 0,
    sgid: otherGroups(),
  };
}

const MICROSECONDS = 1_000_000;

function performanceOf({ engine, startedAt, now }: Omit<DumpSource, "inputs">) {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    runtime: now - startedAt,
    user: hundredths(userCPUTime / MICROSECONDS),
    system: hundredths(systemCPUTime / MICROSECONDS),
    ...childTimes(),
    lines: engine.processedLines,
  };
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

function fileStatistics(file: RunningFile, { loadTimes, ruleTimes, engine }: DumpSource) {
  return {
    loadtime: loadTimes.get(file.path) ?? engine.started,
    stats: file.rules.map((rule) => ruleStatistics(rule, ruleTimes)),
  };
}

/** How often a rule has matched. */
export function ruleStatistics(running: RunningRule, withTimes: boolean): RuleStatistics {
  const { rule, matches, performance } = running;
  return {
    ruleline: rule.line,
    matches,
    desc: descriptionOf(running),
    ...(withTimes
      ? { events: performance?.events ?? 0, cputime: (performance?.microseconds ?? 0) / MICROSECONDS }
      : {}),
  };
}

function descriptionOf({ rule }: RunningRule): string {
  if (rule.desc !== undefined) return rule.desc.text;
  const { type } = rule;
  const name = type === "suppress" ? "Suppress" : "Jump";
  const text = rule.type === "calendar" ? "" : patternText(conditionOf(rule).pattern);
  return `${name} rule with pattern: ${text.replace(/^[^:]*: /, "")}`;
}

function conditionOf(rule: Exclude<RunningRule["rule"], { readonly type: "calendar" }>) {
  return rule.type === "eventgroup" ? rule.events[0]!.condition : rule.condition;
}

/** An input for the dump. */
export function dumpInput(input: InputStatus, { options }: Pick<Engine, "options">) {
  const { file, status, lines, context } = input;
  const common = { file, status, lines, ...(options.internalContexts ? { context } : {}) };
  if (input.status === "Closed") return common;
  const { type, device = "-", inode = "-", offset, size } = input;
  return {
    ...common,
    type,
    dev: device,
    inode,
    ...(offset === undefined ? {} : { offset }),
    ...(size === undefined ? {} : { size }),
  };
}

function bufferOf(engine: Engine): JointBuffer | SeparateBuffers {
  const bufsize = engine.ruleSet.bufferSize;
  const synthetic = engine.buffers.get(SYNTHETIC)!;
  if (engine.options.jointBuffer) {
    return {
      bufmode: "joint buffer for all input sources",
      bufsize,
      lastlines: [...synthetic.lines],
      lastinputs: synthetic.sources.map((source) =>
        source === "synthetic" ? "synthetic event" : (source ?? ""),
      ),
    };
  }
  const sources = [...engine.buffers].flatMap(([source, { lines }]): [string, string[]][] =>
    typeof source === "string" ? [[source, [...lines]]] : [],
  );
  return {
    bufmode: "separate buffer for each input source",
    bufsize,
    lastlines: Object.fromEntries(sources),
    lastsynevents: [...synthetic.lines],
  };
}

/** An input from which nothing has come has a buffer of empty lines. */
function withAllInputs(
  buffer: JointBuffer | SeparateBuffers,
  inputs: DumpSource["inputs"],
): JointBuffer | SeparateBuffers {
  if (!("lastsynevents" in buffer)) return buffer;
  const empty = Array.from({ length: buffer.bufsize }, () => "");
  const ofInputs = Object.fromEntries(inputs.map(({ file }) => [file, empty]));
  return { ...buffer, lastlines: { ...ofInputs, ...buffer.lastlines } };
}

/** A context for the dump, with some of its stored lines. */
export function dumpContext(
  { names, created, lifetime, onExpiry }: Context,
  store: readonly StoredEvent[],
): DumpedContext {
  const fill = onExpiry && fillWith(onExpiry.rounds, lookupStored(onExpiry.bindings));
  return {
    name: names,
    creationtime: created,
    lifetime,
    ...(onExpiry && fill
      ? { action: actionListText(onExpiry.list, fill, onExpiry.rule.rule.number), desc: onExpiry.description }
      : {}),
    buffer: store.map(({ text }) => text),
    times: store.map(({ time }) => time),
  };
}

function childOf({ child, command, events }: RunningCommand, { options }: Engine) {
  return {
    pid: child,
    cmdline: command,
    ...(events ? { status: "Connected to pipe input" } : {}),
    ...(events && options.internalContexts ? { context: events.context ?? "_INTERNAL_EVENT" } : {}),
  };
}

/** A number as it is written, which JavaScript's own numbers might not keep: `JSON.rawJSON` makes it. */
export interface NumberText {
  readonly rawJSON: string;
}

type VariableValue = string | number | NumberText | null;
type Variables = Readonly<Record<string, VariableValue>>;

/** Variables that the reference holds as numbers, unless a zero or a blank stands in front. */
const NUMBERS = new Set(["u", ".sec", ".min", ".hour", ".mday", ".mdaystr", ".mon", ".wday", ".year"]);

/** Variables that have values without being set. */
function givenVariables(engine: Engine): Variables {
  const current = ["s", "t", "u"].filter((name) => engine.variables.get(name) !== undefined);
  const values = [
    ["%", "%"] as const,
    ...builtInNames().map((name) => [name, builtInVariable(engine, name) ?? ""] as const),
    ...current.map((name) => [name, perlValue(engine.variables.get(name))] as const),
  ];
  return Object.fromEntries(
    values.map(([name, value]) => [name, NUMBERS.has(name) ? numberOf(value) : value] as const),
  );
}

function setVariables(engine: Engine): Variables {
  return Object.fromEntries(
    [...engine.variables.entries()].map(([name]) => [name, dumpedVariable(engine, name)]),
  );
}

/** All variables of a dump, in their order there. */
export function sortedVariables(given: Variables, set: Variables): Variables {
  const values = Object.entries({ ...given, ...set });
  return Object.fromEntries(values.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The value of a variable that an action has set; a function has a text in dumps, and none in JSON. */
function dumpedVariable({ variables }: Engine, name: string): VariableValue {
  const value = perlValue(variables.get(name));
  return variables.isNumber(name) ? numberOf(value) : value;
}

/** A variable that an action has set, in JSON: a number as a number. `text`: how dumps write a function. */
export function variableInJson(engine: Engine, name: string): VariableInJson {
  const value = dumpedVariable(engine, name);
  if (isFunction(engine, name)) return { name, value: null, text: String(value) };
  return { name, value: typeof value === "object" && value !== null ? plainNumber(value.rawJSON) : value };
}

/** A variable that an action has set. */
export interface VariableInJson {
  readonly name: string;
  readonly value: string | number | null;
  readonly text?: string;
}

/** Whether a variable holds a Perl function. */
export function isFunction({ variables }: Engine, name: string): boolean {
  return typeof variables.get(name) === "object";
}

/** The state as JSON has it: without what only the text form tells, of contexts and of functions. */
export function stateInJson(state: DumpState, isOfFunction: (variable: string) => boolean) {
  const variables = Object.entries(state.variables);
  return {
    ...state,
    contexts: state.contexts.map(({ desc: _desc, ...context }) => context),
    variables: Object.fromEntries(
      variables.map(([name, value]) => [name, isOfFunction(name) ? null : value]),
    ),
  };
}

/** A number in JSON, if it is written like one there. */
function numberOf(text: string | null): VariableValue {
  const isNumber = text !== null && /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]\d+)?$/.test(text);
  return isNumber ? (JSON as unknown as RawJson).rawJSON(text) : text;
}

/** A number that whoever reads it writes as Perl does; otherwise its text. */
function plainNumber(text: string): string | number {
  return String(Number(text)) === text ? Number(text) : text;
}

/** In Node since 22, and not in the language that TypeScript knows. */
interface RawJson {
  rawJSON(text: string): NumberText;
}

/** The value of a variable as a text. */
export function perlValue(value: PerlValue): string | null {
  return value === undefined ? null : perlText(value);
}
