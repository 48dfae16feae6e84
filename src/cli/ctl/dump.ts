import { asciiJson } from "../../daemon/control/protocol.ts";
import type { DumpedOperation } from "../../daemon/dump-operations.ts";
import {
  type DumpedContext,
  type DumpHead,
  type DumpState,
  sortedVariables,
  stateInJson,
  type VariableInJson,
} from "../../daemon/dump-state.ts";
import { dumpText } from "../../daemon/dump-text.ts";
import { type ControlClient, NoAnswer } from "./client.ts";
import { print, shown } from "./text.ts";
import { wholeVariables } from "./variables.ts";

type RuleStatistics = DumpState["rulestats"][string]["stats"][number];

/** Prints what SIGUSR1 dumps. Its lists are asked for one after the other, while matching goes on. */
export async function presentDump(client: ControlClient, json: boolean): Promise<number> {
  const answer = await client.ask("dump");
  if (!answer.ok) throw new NoAnswer(answer.error?.code ?? "", answer.error?.message ?? "");
  const head = answer.result as DumpHead;
  const rulestats = await ruleStatistics(client);
  const inputs = (await collect<DumpedInput>(client, "inputs")).map((input) => only(input, INPUT_KEYS));
  const operations = await collect<DumpedOperation>(client, "operations", { details: true });
  const variables: VariableInJson[] = [];
  for await (const variable of wholeVariables(client.list("variables"))) variables.push(variable);
  const functions = new Set(variables.filter(({ text }) => text !== undefined).map(({ name }) => name));
  const state: DumpState = {
    program: head.program,
    env: head.env,
    perf: head.perf,
    rulestats,
    inputs: Object.fromEntries(inputs.map((input) => [input.file, input])),
    buffer: head.buffer,
    pendingevents: await collect(client, "events"),
    pmatchcache: head.pmatchcache,
    operations: Object.fromEntries(operations.map((operation) => [operation.key, operation])),
    contexts: await collectContexts(client),
    children: head.children,
    variables: sortedVariables(
      head.variables,
      Object.fromEntries(variables.map(({ name, value, text }) => [name, text ?? value])),
    ),
  };
  if (json) await print(asciiJson(stateInJson(state, (name) => functions.has(name))));
  else for (const line of dumpText(state).trimEnd().split("\n")) await print(shown(line));
  return 0;
}

type DumpedInput = DumpState["inputs"][string];

/** What the dump tells of an input; the list tells more. */
const INPUT_KEYS = ["file", "status", "lines", "context", "type", "dev", "inode", "offset", "size"];
const CONTEXT_KEYS = ["name", "creationtime", "lifetime", "action", "desc", "buffer", "times"];

function only<T extends object>(item: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(item).filter(([key]) => keys.includes(key))) as T;
}

async function collect<T>(
  client: ControlClient,
  request: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<T[]> {
  const items: T[] = [];
  for await (const item of client.list(request, args)) items.push(item as T);
  return items;
}

async function ruleStatistics(client: ControlClient): Promise<DumpState["rulestats"]> {
  const files: Record<string, { loadtime: number; stats: RuleStatistics[] }> = {};
  for await (const item of client.list("rules")) {
    const { file, loadtime, ...rule } = item as RuleStatistics & { file: string; loadtime: number };
    const { ruleline, matches, desc, events, cputime } = rule;
    const times = events === undefined || cputime === undefined ? {} : { events, cputime };
    (files[file] ??= { loadtime, stats: [] }).stats.push({ ruleline, matches, desc, ...times });
  }
  return files;
}

/** Long event stores come in several items. */
async function collectContexts(client: ControlClient): Promise<DumpedContext[]> {
  const contexts: DumpedContext[] = [];
  type Item = DumpedContext & { readonly continued?: true };
  for await (const item of client.list("contexts", { lines: true })) {
    const { continued, ...rest } = item as Item;
    const context = only(rest, CONTEXT_KEYS);
    const last = contexts.at(-1);
    if (continued && last) {
      contexts[contexts.length - 1] = {
        ...last,
        buffer: [...last.buffer, ...context.buffer],
        times: [...last.times, ...context.times],
      };
    } else contexts.push(context);
  }
  return contexts;
}
