import { enterInternalContext } from "./contexts/lifecycle.ts";
import { bufferOf, type Engine, SYNTHETIC } from "./engine.ts";
import type { InputBuffer } from "./input-buffer.ts";
import type { InputLine } from "./line.ts";
import type { RulePerformance, RunningFile, RunningRule } from "./rule-set.ts";
import type { PointOfContinue, RuleDefinition } from "./rules/definition.ts";
import type { Rule } from "./rules/index.ts";

/** What `$+{_inputsrc}` holds for a synthetic or internal event. */
const NO_SOURCE = "synthetic";

/** Puts a line into its input buffer and matches it with the rules. */
export function processLine(engine: Engine, line: InputLine): void {
  const buffer = bufferOf(engine, line.source);
  buffer.pushLine(line);
  engine.fields = line.fields;
  engine.index?.look(line, buffer);
  const context = engine.options.internalContexts
    ? (line.context ?? `_FILE_EVENT_${line.source}`)
    : undefined;
  match(engine, buffer, context);
}

/** Does the same with a synthetic event. */
export function processEvent(engine: Engine, text: string, context: string | undefined): void {
  processText(engine, text, engine.options.internalContexts ? (context ?? "_INTERNAL_EVENT") : undefined);
}

/** Matches an internal event; there is a context of its own while it is matched (manual: `--intevents`). */
export function processInternalEvent(engine: Engine, name: string): void {
  if (!engine.options.internalEvents) return;
  engine.log(5, () => "Creating SEC internal context 'SEC_INTERNAL_EVENT'");
  engine.log(5, () => `Creating SEC internal event '${name}'`);
  processText(engine, name, "SEC_INTERNAL_EVENT");
  engine.log(5, () => "Deleting SEC internal context 'SEC_INTERNAL_EVENT'");
}

function processText(engine: Engine, text: string, internalContext: string | undefined): void {
  const buffer = bufferOf(engine, SYNTHETIC);
  buffer.push(text, NO_SOURCE);
  engine.fields = undefined;
  engine.index?.lookAtText(text, buffer);
  match(engine, buffer, internalContext);
}

/** Matches the newest line of a buffer with the rules of all files that take all input. */
function match(engine: Engine, buffer: InputBuffer, internalContext: string | undefined): void {
  engine.processedLines += 1;
  engine.lastChange = engine.now;
  engine.buffer = buffer;
  if (engine.cache.size > 0) engine.cache.clear();
  engine.internalContext = internalContext;
  if (internalContext !== undefined) {
    enterInternalContext(engine, internalContext);
  }
  for (const file of engine.ruleSet.files) {
    if (file.processAllInput && matchFile(engine, file)) break;
  }
  if (internalContext !== undefined) engine.contexts.delete(internalContext);
}

/** Tries the rules of a file in their order. Returns whether no further file is to be tried. */
function matchFile(engine: Engine, { rules, firstPosition }: RunningFile): boolean {
  const { index } = engine;
  for (let at = 0; ; ) {
    if (index !== undefined) at = index.next(firstPosition + at) - firstPosition;
    if (at >= rules.length) return false;
    const next = tryRule(engine, rules[at]!);
    if (next === undefined || next.kind === "TakeNext") at += 1;
    else if (next.kind === "GoTo") at = next.rule;
    else return next.kind === "EndMatch";
  }
}

function tryRule(engine: Engine, running: RunningRule): PointOfContinue | undefined {
  engine.rule = running;
  const definition = engine.ruleTypes[running.rule.type] as unknown as RuleDefinition<Rule>;
  if (running.performance === undefined) return definition.run?.(engine, running.rule, running);
  return measured(engine, running.performance, () => definition.run?.(engine, running.rule, running));
}

/** Does something on behalf of a rule, and counts it and its CPU time. */
export function measured<T>(engine: Engine, performance: RulePerformance, act: () => T): T {
  const { cpuMicroseconds } = engine.ports;
  const before = cpuMicroseconds?.() ?? 0;
  const result = act();
  performance.events += 1;
  performance.microseconds += (cpuMicroseconds?.() ?? 0) - before;
  return result;
}

/**
 * Sends the present line through the files of configuration file sets (manual: "JUMP RULE"). Returns
 * whether no further file is to be tried. A set that is being gone through already is left out.
 */
export function jumpTo(engine: Engine, sets: readonly string[], from: string): boolean {
  for (const name of sets) {
    if (engine.jumps.has(name)) {
      engine.log(3, () => `Can't jump to fileset '${name}' from ${from}, loop detected`);
      continue;
    }
    const files = engine.ruleSet.sets.get(name);
    if (!files) {
      engine.log(3, () => `Can't jump to fileset '${name}' from ${from}, set does not exist`);
      continue;
    }
    engine.jumps.add(name);
    const ended = files.some((file) => matchFile(engine, file));
    engine.jumps.delete(name);
    if (ended) return true;
  }
  return false;
}
