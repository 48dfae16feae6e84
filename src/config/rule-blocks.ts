import type { Span } from "../core/span.ts";
import type { Report } from "./diagnostics/diagnostic.ts";
import { type LogicalLine, logicalLines } from "./logical-lines.ts";
import { type SourceText, skipBlanks, spanOf, trimmed, trimmedPart } from "./source-text.ts";

/** `name=value`. */
export interface Field {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: SourceText;
}

/**
 * The lines up to the next blank line or comment: the fields of a rule, and the labels that stand among them.
 */
export interface RuleBlock {
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly span: Span;
  readonly fields: ReadonlyMap<string, Field>;
  readonly labels: readonly string[];
}

const NAME = /^[\t-\r ]*([A-Za-z0-9]+)[\t-\r ]*=/;

interface OpenBlock {
  readonly line: number;
  readonly start: number;
  end: number;
  readonly fields: Map<string, Field>;
  readonly labels: string[];
  lastLine: SourceText | undefined;
}

/**
 * Splits a rule file into blocks, and reports the lines that are no field (manual: "CONFIGURATION FILES").
 */
export function* splitBlocks(text: string, report: Report): Generator<RuleBlock> {
  let open: OpenBlock | undefined;
  for (const line of logicalLines(text)) {
    const span = spanOf(line.source);
    if (!line.complete) {
      reportDroppedLine(line, text.length, report);
    } else if (isBlankOrComment(line.source.text)) {
      if (open && saysSomething(open)) yield closed(open);
      open = undefined;
    } else {
      open ??= {
        line: line.line,
        start: span.start,
        end: 0,
        fields: new Map(),
        labels: [],
        lastLine: undefined,
      };
      open.end = span.end;
      addLine(open, line.source, report);
      open.lastLine = line.source;
    }
  }
  if (open && saysSomething(open)) yield closed(open);
}

function isBlankOrComment(text: string): boolean {
  const at = skipBlanks(text, 0);
  return at === text.length || text[at] === "#";
}

function saysSomething({ fields, labels }: OpenBlock): boolean {
  return fields.size > 0 || labels.length > 0;
}

function closed({ line, start, end, fields, labels }: OpenBlock): RuleBlock {
  return { line, span: { start, end }, fields, labels };
}

function addLine(block: OpenBlock, source: SourceText, report: Report): void {
  const field = readField(source);
  if (!field) {
    reportNoField(source, block.lastLine, report);
  } else if (field.name === "label") {
    block.labels.push(field.value.text);
  } else if (field.name !== "rem") {
    const earlier = block.fields.get(field.name);
    if (earlier) {
      report(
        "repeated-field",
        field.nameSpan,
        `Several '${field.name}' keywords specified, overriding previous value '${earlier.value.text}' ` +
          `with '${field.value.text}'`,
      );
      block.fields.delete(field.name);
    }
    block.fields.set(field.name, field);
  }
}

function readField(source: SourceText): Field | undefined {
  const { text } = source;
  const found = NAME.exec(text);
  const name = found?.[1];
  if (!found || name === undefined) return undefined;
  const value = trimmedPart(source, found[0].length);
  if (value.text === "") return undefined;
  const at = skipBlanks(text, 0);
  return { name, nameSpan: spanOf(source, at, at + name.length), value };
}

function reportDroppedLine({ source }: LogicalLine, fileEnd: number, report: Report): void {
  const { start, end } = spanOf(source);
  report(
    "line-lost-at-end",
    { start: Math.min(start, fileEnd), end: Math.max(end, start) },
    "This line is continued, but the file ends; SEC drops it",
    "remove the backslash at the end of the file's last line",
  );
}

function reportNoField(source: SourceText, before: SourceText | undefined, report: Report): void {
  const line = trimmed(source);
  report(
    "not-a-field",
    spanOf(line),
    "Line not in keyword=value format or non-alphanumeric keyword",
    hintForNoField(line.text, before?.text),
  );
}

function hintForNoField(line: string, before: string | undefined): string {
  if (before !== undefined && /\/[\t-\r ]*$/.test(before)) {
    return "the line before ends in /; a line is continued by a \\ at its end";
  }
  const empty = /^([A-Za-z0-9]+)[\t-\r ]*=$/.exec(line);
  if (empty) return `${empty[1]} needs a value; leave the line out if there is none`;
  const name = /^([^=\t-\r ]+)[\t-\r ]*=/.exec(line);
  if (name) return `a keyword consists of letters and digits only, and '${name[1]}' does not`;
  if (/^(?:\/\/|;|--)/.test(line)) return "a comment begins with #";
  if (before !== undefined) return "if this continues the line before, end that one with \\";
  return "write keyword=value, or begin the line with # if it is a comment";
}
