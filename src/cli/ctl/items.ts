import type { VariableInJson } from "../../daemon/dump-state.ts";
import { bytesText, counted, duration, timeText, wrapText } from "./text.ts";

const INDENT = "    ";

function now(): number {
  return Math.floor(Date.now() / 1000);
}

interface RuleItem {
  readonly file: string;
  readonly ruleline: number;
  readonly type: string;
  readonly desc: string;
  readonly matches: number;
  readonly operations: number;
  readonly givenup: number;
  readonly cputime?: number;
}

/** A rule: its place, what it is, and how often it has matched. */
export function ruleText(rule: RuleItem): string {
  const counts = [
    `${counted(rule.matches, "match").replace(/hs$/, "hes")}`,
    ...(rule.operations > 0 ? [counted(rule.operations, "operation")] : []),
    ...(rule.givenup > 0 ? [`given up ${counted(rule.givenup, "time")}`] : []),
    ...(rule.cputime === undefined ? [] : [`${rule.cputime.toFixed(2)} s of CPU time`]),
  ];
  return [
    wrapText(`${rule.file}:${rule.ruleline} ${rule.type}: ${counts.join(", ")}`, INDENT),
    wrapText(`${INDENT}${rule.desc}`, INDENT),
  ].join("\n");
}

interface OperationItem {
  readonly key: string;
  readonly configfile: string;
  readonly ruleline?: number;
  readonly type: string;
  readonly desc: string;
  readonly starttime: number;
  readonly windowend?: number;
  readonly events?: number;
}

/** An operation: its rule, its description, and its window. */
export function operationText(item: OperationItem): string {
  const end =
    item.windowend === undefined
      ? "no window end"
      : item.windowend >= now()
        ? `window ends in ${duration(item.windowend - now())}`
        : "window has ended";
  const events = item.events === undefined ? [] : [counted(item.events, "event")];
  const times = [`began ${duration(now() - item.starttime)} ago`, end, ...events].join(", ");
  const place = `${item.configfile}${item.ruleline === undefined ? "" : `:${item.ruleline}`}`;
  return [
    wrapText(`${place} ${item.type}: ${times}`, INDENT),
    wrapText(`${INDENT}${item.desc}`, INDENT),
    ...(item.ruleline === undefined ? detailLines(item) : []),
  ].join("\n");
}

const SHOWN_ALREADY = new Set(["key", "configfile", "type", "desc", "starttime", "windowend"]);

function detailLines(item: OperationItem): readonly string[] {
  return Object.entries(item)
    .filter(([name]) => !SHOWN_ALREADY.has(name))
    .map(([name, value]) => wrapText(`${INDENT}${name}: ${String(value)}`, INDENT + INDENT));
}

interface ContextItem {
  readonly name: readonly string[];
  readonly continued?: true;
  readonly creationtime: number;
  readonly lifetime: number;
  readonly lines: number;
  readonly action?: string;
  readonly buffer: readonly string[];
}

/** A context: its names, its age and what is left of its lifetime, and its event store. */
export function contextText(item: ContextItem): string {
  const stored = item.buffer.map((line) => wrapText(`${INDENT}| ${line}`, `${INDENT}| `));
  if (item.continued) return stored.join("\n");
  const left = item.creationtime + item.lifetime - now();
  const times = [
    `created ${duration(now() - item.creationtime)} ago`,
    item.lifetime === 0 ? "no end" : left >= 0 ? `ends in ${duration(left)}` : "has ended",
    ...(item.lines > 0 ? [counted(item.lines, "stored line")] : []),
  ];
  return [
    wrapText(item.name.join(", ")),
    wrapText(`${INDENT}${times.join(", ")}`, INDENT),
    ...(item.action === undefined ? [] : [wrapText(`${INDENT}then: ${item.action}`, INDENT + INDENT)]),
    ...stored,
  ].join("\n");
}

/** What the status tells of an input. */
export interface InputItem {
  readonly file: string;
  readonly state: "open" | "closed";
  readonly lines: number;
  readonly lastLineAgeSeconds?: number;
  readonly lagBytes?: number;
  readonly lagSeconds?: number;
  readonly cut: number;
  readonly lost?: number;
  readonly failure?: string;
  readonly remedy?: string;
}

/** An input: whether it is open, how old its last line is, and what is wrong with it. */
export function inputText(item: InputItem): string {
  const facts = [
    item.state,
    counted(item.lines, "line"),
    ...(item.lastLineAgeSeconds === undefined
      ? []
      : [`the last one ${duration(item.lastLineAgeSeconds)} ago`]),
    ...(item.lagBytes ? [`${bytesText(item.lagBytes)} behind`] : []),
    ...(item.lagSeconds ? [`${duration(item.lagSeconds)} behind`] : []),
    ...(item.cut > 0 ? [`${item.cut} cut`] : []),
    ...(item.lost ? [`${item.lost} lost`] : []),
  ];
  return [
    wrapText(`${item.file}: ${facts.join(", ")}`, INDENT),
    ...(item.failure === undefined ? [] : [wrapText(`${INDENT}${item.failure}`, INDENT)]),
    ...(item.remedy === undefined ? [] : [wrapText(`${INDENT}remedy: ${item.remedy}`, INDENT)]),
  ].join("\n");
}

/** A variable as an assignment. */
export function variableText({ name, value, text }: VariableInJson): string {
  const shown = text ?? value;
  return wrapText(`%${name} = ${shown === null ? "undef" : `'${shown}'`}`, INDENT);
}

/** An event that is going to be created. */
export function eventText(item: {
  readonly event: string;
  readonly time: number;
  readonly context?: string;
}): string {
  const context = item.context === undefined ? "" : ` (context ${item.context})`;
  return wrapText(`${timeText(item.time)}${context}: ${item.event}`, INDENT);
}
