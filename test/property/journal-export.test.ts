import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Arbitrary,
  array,
  boolean,
  assert as check,
  constant,
  nat,
  oneof,
  property,
  stringMatching,
  tuple,
  uint8Array,
} from "fast-check";
import { ExportParser, type JournalEntry, NotExportFormat } from "../../src/inputs/journal/export-format.ts";

const LIMITS = { valueBytes: 50, entryBytes: 200 };
const RUNS = Number(process.env["SEC_TS_RUNS"] ?? 300);

type Field = readonly [name: string, value: Uint8Array, binary: boolean];

const field: Arbitrary<Field> = tuple(
  stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/),
  oneof(uint8Array({ maxLength: 80 }), constant(new Uint8Array([10, 10, 61, 0])), constant(new Uint8Array())),
  boolean(),
);

/** The same as journald writes it: what is no text is binary. */
function encode(entries: readonly (readonly Field[])[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    for (const [name, value, binary] of entry) {
      if (binary || value.includes(10)) {
        const size = Buffer.alloc(8);
        size.writeBigUInt64LE(BigInt(value.length));
        parts.push(Buffer.from(`${name}\n`), size, value, Buffer.from("\n"));
      } else parts.push(Buffer.from(`${name}=`), value, Buffer.from("\n"));
    }
    parts.push(Buffer.from("\n"));
  }
  return Buffer.concat(parts);
}

/** What is kept under the limits. */
function expected(entry: readonly Field[]): JournalEntry {
  const fields = new Map<string, string[]>();
  let kept = 0;
  let omittedBytes = 0;
  for (const [name, value] of entry) {
    const room = Math.max(0, Math.min(LIMITS.valueBytes, LIMITS.entryBytes - kept));
    const text = Buffer.from(value.subarray(0, room)).toString("latin1");
    kept += text.length;
    omittedBytes += value.length - text.length;
    fields.set(name, [...(fields.get(name) ?? []), text]);
  }
  return { fields, omittedBytes };
}

test("entries are what was written, in whatever pieces they arrive", () => {
  check(
    property(
      array(array(field, { minLength: 1, maxLength: 8 }), { maxLength: 5 }),
      array(nat({ max: 40 }), { minLength: 1 }),
      (entries, cuts) => {
        const bytes = encode(entries);
        const parser = new ExportParser(LIMITS);
        const got: JournalEntry[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const next = at + Math.max(1, cuts[turn % cuts.length]!);
          got.push(...parser.push(bytes.subarray(at, next)));
          at = next;
        }
        assert.deepEqual(got, entries.map(expected));
      },
    ),
    { numRuns: RUNS },
  );
});

test("a huge value costs no more room than its limit, and what follows it is read", () => {
  const parser = new ExportParser(LIMITS);
  const got: JournalEntry[] = [];
  const push = (text: string): void => {
    got.push(...parser.push(Buffer.from(text, "latin1")));
  };
  push("TEXT=");
  for (let count = 0; count < 1000; count += 1) push("x".repeat(1000));
  push("\nBINARY\n\x40\x42\x0f\0\0\0\0\0");
  for (let count = 0; count < 1000; count += 1) push("\n".repeat(1000));
  push("\nAFTER=1\n\n");
  const [entry] = got;
  assert.deepEqual(
    [...entry!.fields].map(([name, [value]]) => [name, value!.length]),
    [
      ["TEXT", 50],
      ["BINARY", 50],
      ["AFTER", 1],
    ],
  );
  assert.equal(entry!.omittedBytes, 2 * 999_950);
});

function refuse(text: string): void {
  assert.throws(() => [...new ExportParser(LIMITS).push(Buffer.from(text, "latin1"))], NotExportFormat);
}

test("what is not the export format is refused", () => {
  refuse("=value\n");
  refuse(`${"N".repeat(400)}\n`);
  refuse("BINARY\n\x01\0\0\0\0\0\0\0xy");
  refuse("BINARY\n\xff\xff\xff\xff\xff\xff\xff\xff");
});
