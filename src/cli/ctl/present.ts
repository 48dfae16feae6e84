import type { RequestDefinition } from "../../daemon/control/definition.ts";
import { asciiJson } from "../../daemon/control/protocol.ts";
import type { CtlArguments } from "./arguments.ts";
import { type ControlClient, NoAnswer } from "./client.ts";
import { presentDump } from "./dump.ts";
import { contextText, eventText, inputText, operationText, ruleText, variableText } from "./items.ts";
import { reloadText } from "./reload.ts";
import { statusText } from "./status.ts";
import { print, wrapText } from "./text.ts";
import { wholeVariables } from "./variables.ts";

/** What answers look like to a person. */
interface Presentation {
  /** One item of a list. */
  readonly item?: (item: never) => string;
  /** Puts items together that belong together. */
  readonly join?: (items: AsyncIterable<unknown>) => AsyncIterable<unknown>;
  /** What is said of an empty list. */
  readonly none?: string;
  /** A result. */
  readonly result?: (result: never) => string;
  /** The exit status that a result stands for. */
  readonly status?: (result: never) => number;
}

const PRESENTATIONS: Readonly<Record<string, Presentation>> = {
  status: { result: statusText },
  rules: { item: ruleText, none: "no rules" },
  operations: { item: operationText, none: "no event correlation operations" },
  contexts: { item: contextText, none: "no contexts" },
  inputs: { item: inputText, none: "no inputs" },
  variables: { item: variableText, join: wholeVariables, none: "no action list variables" },
  events: { item: eventText, none: "no events that are to be created later" },
  reload: { result: reloadText, status: ({ loaded }: { loaded: boolean }) => (loaded ? 0 : 1) },
  rotate: { result: () => "log and outputs have been opened again" },
  debug: {
    result: ({ level, before }: { level: number; before: number }) => `logging level ${level}, was ${before}`,
  },
  send: { result: () => "" },
  stop: { result: ({ process: number }: { process: number }) => `process ${number} has ended` },
};

/** Asks and shows the answer. Returns the exit status. */
export async function present(client: ControlClient, asked: CtlArguments): Promise<number> {
  const { definition, request, json } = asked;
  if (definition.name === "dump") return presentDump(client, json);
  const answer = await client.ask(definition.name, request);
  if (!answer.ok) {
    throw new NoAnswer(answer.error?.code ?? "", answer.error?.message ?? "refused without a reason");
  }
  const presentation = PRESENTATIONS[definition.name] ?? {};
  if (answer.items === undefined) {
    if (definition.name === "stop") await client.ended();
    return presentResult(presentation, answer.result, json);
  }
  let count = 0;
  const items = client.rest(answer);
  for await (const item of presentation.join?.(items) ?? items) {
    count += 1;
    await print(json ? asciiJson(item) : (presentation.item?.(item as never) ?? asciiJson(item)));
  }
  if (count === 0 && !json) await print(emptyText(definition, presentation, request));
  return 0;
}

async function presentResult(presentation: Presentation, result: unknown, json: boolean): Promise<number> {
  const text = json ? asciiJson(result) : (presentation.result?.(result as never) ?? asciiJson(result));
  if (text !== "") await print(text);
  return presentation.status?.(result as never) ?? 0;
}

function emptyText(
  { name }: RequestDefinition,
  { none = `no ${name}` }: Presentation,
  { containing }: Readonly<Record<string, unknown>>,
): string {
  return wrapText(containing === undefined ? none : `${none} that contain '${String(containing)}'`);
}
