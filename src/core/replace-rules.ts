import { carryActionLists } from "./carry-over.ts";
import { type Engine, type EngineOptions, SYNTHETIC } from "./engine.ts";
import { InputBuffer } from "./input-buffer.ts";
import { indexOf } from "./literal-index/index-parts.ts";
import type { RuleIndex } from "./literal-index/rule-index.ts";
import { endOperation } from "./operations/operation.ts";
import type { RuleSet, RunningFile } from "./rule-set.ts";

/**
 * Gives a running engine other rules and options. Files that are in the old and in the new rule set keep
 * their operations; those of the others end without running any action list. Returns the others, with how
 * many operations of theirs have ended. Contexts stay. `index` is that of the new rules, if there is one yet.
 */
export function replaceRules(
  engine: Engine,
  ruleSet: RuleSet,
  options: EngineOptions,
  index?: RuleIndex,
): readonly { readonly file: RunningFile; readonly operations: number }[] {
  const kept = new Set(ruleSet.files);
  const ended = engine.ruleSet.files
    .filter((file) => !kept.has(file))
    .map((file) => ({ file, operations: endOperationsOf(engine, file) }));
  carryActionLists(engine, ruleSet);
  engine.ruleSet = ruleSet;
  const before = engine.options;
  engine.options = { ...options, jointBuffer: options.jointBuffer || ruleSet.bufferSize === 1 };
  engine.logLevel = options.logLevel;
  engine.index = options.literalIndex ? (index ?? indexOf(ruleSet, options.cleanTimeSeconds)) : undefined;
  for (const file of ruleSet.files) {
    for (const rule of file.rules) {
      for (const operation of rule.operations.values()) engine.index?.operationStarted(operation);
    }
  }
  resizeBuffers(engine, before.jointBuffer);
  return ended;
}

function endOperationsOf(engine: Engine, file: RunningFile): number {
  let count = 0;
  for (const rule of file.rules) {
    for (const operation of rule.operations.values()) {
      endOperation(engine, operation);
      count += 1;
    }
  }
  return count;
}

/** Buffers get the size that the rules need, with the lines that they had. */
function resizeBuffers(engine: Engine, wereJoint: boolean): void {
  const { bufferSize } = engine.ruleSet;
  const old = new Map(engine.buffers);
  engine.buffers.clear();
  if (wereJoint === engine.options.jointBuffer) {
    for (const [source, buffer] of old) {
      const resized = new InputBuffer(bufferSize);
      const { lines, sources } = buffer;
      lines.forEach((line, at) => resized.push(line, sources[at]));
      resized.forget();
      engine.buffers.set(source, resized);
    }
  }
  if (!engine.buffers.has(SYNTHETIC)) engine.buffers.set(SYNTHETIC, new InputBuffer(bufferSize));
  engine.buffer = engine.buffers.get(SYNTHETIC)!;
}
