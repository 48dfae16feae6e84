import type { Engine } from "../core/engine.ts";
import type { InputStatus } from "../inputs/status.ts";
import { type TroubleSource, troublesOf } from "./troubles.ts";

/** What the one line of `systemctl status` is made from. */
export interface StatusSource extends TroubleSource {
  readonly engine: Pick<Engine, "ruleSet" | "processedLines">;
  readonly inputs: readonly InputStatus[];
}

/** Lines that were processed up to a moment, in milliseconds of a steady clock. */
export interface LineCount {
  readonly lines: number;
  readonly at: number;
}

/** The journal is so far behind now and then. */
const LATE_SECONDS = 5;

/**
 * How the daemon is, in one line: rules, inputs and what of them is still to be read, operations, and lines a
 * second since `before`; first of all why it does not do all that it should.
 */
export function statusLine(source: StatusSource, before: LineCount, present: LineCount): string {
  const { engine, inputs } = source;
  const rules = engine.ruleSet.files.flatMap((file) => file.rules);
  const operations = rules.reduce((sum, rule) => sum + rule.operations.size, 0);
  const seconds = Math.max(0.001, (present.at - before.at) / 1000);
  const rate = (present.lines - before.lines) / seconds;
  const open = inputs.filter(({ status }) => status === "Open").length;
  const parts = [
    degraded(source),
    count(rules.length, "rule"),
    open === inputs.length ? count(open, "input") : `${open} of ${count(inputs.length, "input")}`,
    backlog(inputs),
    delay(inputs),
    count(operations, "operation"),
    `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10} lines/s`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Why not all is as it should be. */
function degraded(source: StatusSource): string | undefined {
  const { complaints, inputs } = source;
  const closed = inputs.filter(({ status }) => status === "Closed");
  const reasons = [
    // There is room for one complaint.
    ...troublesOf({ ...source, complaints: complaints.slice(0, 1) }),
    closed[0] && `cannot read ${closed[0].file}${closed.length > 1 ? ` and ${closed.length - 1} more` : ""}`,
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? `degraded: ${reasons.join("; ")}` : undefined;
}

/** What files hold that has not been read yet, if it is worth telling. */
function backlog(inputs: readonly InputStatus[]): string | undefined {
  let all = 0;
  let most = { bytes: 0, file: "" };
  for (const input of inputs) {
    if (input.status !== "Open" || input.size === undefined || input.offset === undefined) continue;
    const bytes = Math.max(0, input.size - input.offset);
    all += bytes;
    if (bytes > most.bytes) most = { bytes, file: input.file };
  }
  if (all === 0) return undefined;
  const where = all === most.bytes ? ` of ${most.file}` : `, most of it of ${most.file}`;
  return `${size(all)} behind${where}`;
}

/** How late entries of the journal are matched, if it is worth telling. */
function delay(inputs: readonly InputStatus[]): string | undefined {
  const most = Math.max(0, ...inputs.map((input) => (input.status === "Open" && input.lagSeconds) || 0));
  return most >= LATE_SECONDS ? `${Math.floor(most)} s behind the journal` : undefined;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${UNITS[power]}`;
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? "" : "s"}`;
}
