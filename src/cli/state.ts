import { readFileSync } from "node:fs";
import { isInSpool } from "../inputs/spools.ts";
import { type Loaded, load } from "../store/load.ts";
import {
  type ExportedRow,
  exportRows,
  importRows,
  readState,
  StateFileError,
  vacuum,
} from "../store/transfer.ts";
import { type Command, USAGE_ERROR } from "./command.ts";
import { displayable } from "./displayable.ts";

interface StateAction {
  readonly summary: string;
  perform(path: string): void;
}

const ACTIONS: Readonly<Record<string, StateAction>> = {
  show: {
    summary: "what there is: operations, contexts, variables, positions of inputs",
    perform: (path) => print(summary(read(path))),
  },
  export: {
    summary: "all rows on standard output, a JSON object a line",
    perform: (path) => print(readState(path, exportRows).map(safeJson)),
  },
  import: { summary: "makes FILE of exported rows from standard input", perform: importFrom },
  outbox: {
    summary: "effects that have not been finished, a JSON object a line",
    perform: (path) => print(read(path)?.outbox.map(safeJson) ?? []),
  },
  vacuum: { summary: "gives unused space back to the file system", perform: vacuum },
};

const HELP = `sec-ts state ACTION FILE

Looks at and works on a state file. The daemon may be running, except for import
and vacuum.

Actions:
${Object.entries(ACTIONS)
  .map(([name, action]) => `  ${name.padEnd(9)} ${action.summary}\n`)
  .join("")}`;

/** `sec-ts state`. */
export const command: Command = {
  summary: "look at, export and import saved state",
  synopsis: "ACTION FILE",
  actions: Object.fromEntries(Object.entries(ACTIONS).map(([name, action]) => [name, action.summary])),
  run: async ([action, path, ...others]) => {
    if (action === undefined || action === "--help") {
      process.stdout.write(HELP);
      return action === undefined ? USAGE_ERROR : 0;
    }
    const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!known) throw new Error(`there is no action '${displayable(action).text}'`);
    if (path === undefined || others.length > 0) throw new Error(`${action} wants the name of one file`);
    try {
      known.perform(path);
      return 0;
    } catch (error) {
      if (!(error instanceof StateFileError)) throw error;
      process.stderr.write(`sec-ts state: ${displayable(error.message).text}\n`);
      return 1;
    }
  },
};

function read(path: string): Loaded | undefined {
  return readState(path, load);
}

/** All of a large state would be longer than a string can be. */
const CHUNK = 1024 * 1024;

function print(lines: readonly string[]): void {
  let chunk = "";
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    process.stdout.write(chunk);
    chunk = "";
  }
  if (chunk !== "") process.stdout.write(chunk);
}

/** JSON of one line in which no control character is left that a terminal would obey. */
function safeJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.replace(/[\x7f-\x9f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}

function importFrom(path: string): void {
  importRows(path, rowsOf(readFileSync(0)));
}

function* rowsOf(bytes: Buffer): Generator<ExportedRow> {
  let number = 0;
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    const newline = bytes.indexOf("\n", start);
    end = newline < 0 ? bytes.length : newline;
    const line = bytes.toString("utf8", start, end);
    number += 1;
    if (line === "") continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      throw new StateFileError(`line ${number} is no JSON`);
    }
    const isRow = typeof row === "object" && row !== null && "table" in row && typeof row.table === "string";
    if (!isRow) throw new StateFileError(`line ${number} is no row of a state file`);
    yield row as ExportedRow;
  }
}

function summary(loaded: Loaded | undefined): readonly string[] {
  if (!loaded) return ["no state has been committed"];
  const { state, inputs, outbox } = loaded;
  const byRule = new Map<string, number>();
  for (const { rule } of state.operations) {
    const name = `${rule.file}, rule ${rule.digest.slice(0, 8)}`;
    byRule.set(name, (byRule.get(name) ?? 0) + 1);
  }
  const lines = state.contexts.reduce((sum, { store }) => sum + store.length, 0);
  return [
    `as of ${new Date(state.now * 1000).toISOString()}, ${state.processedLines} lines`,
    `operations: ${state.operations.length}`,
    ...[...byRule].map(([rule, count]) => `  ${rule}: ${count}`),
    `contexts: ${state.contexts.length}, with ${lines} stored lines`,
    `variables: ${state.variables.values.length}`,
    `events that wait for their time: ${state.delayed.length}`,
    `effects that are not finished: ${outbox.length}`,
    `inputs: ${inputs.length}`,
    ...inputs.map((one) => {
      const place = isInSpool(one) ? "its spool" : `inode ${one.inode}`;
      return `  ${one.name}: at byte ${one.offset} of ${place}`;
    }),
  ].map((line) => displayable(line).text);
}
