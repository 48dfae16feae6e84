import type { ActionList } from "../actions/index.ts";
import { refused } from "../actions/scope.ts";
import type { Engine } from "../engine.ts";
import { startScript } from "../scripts.ts";
import { fillInQuoted, foreignVariable, shellTemplate } from "../templates/shell-template.ts";
import type { MatchRounds } from "../templates/substitution.ts";
import type { Template } from "../templates/template.ts";
import { describe, holds, immediateScope } from "./condition.ts";
import {
  conditionFields,
  desc,
  type MatchCondition,
  optionalField,
  type RuleBase,
  type RuleDefinition,
  requiredField,
} from "./definition.ts";

export interface SingleWithScript extends RuleBase<"singlewithscript"> {
  readonly condition: MatchCondition;
  /** The command line for the shell, or split at white space when there is to be no shell. */
  readonly script:
    | { readonly shell: true; readonly command: Template }
    | { readonly shell: false; readonly arguments: readonly Template[] };
  readonly desc: Template;
  readonly action: ActionList;
  readonly action2: ActionList | undefined;
}

export const singleWithScript: RuleDefinition<SingleWithScript> = {
  keyword: "SingleWithScript",
  summary: "Runs a command on every matching event and acts on its exit code.",
  counted: false,
  fields: () => [
    ...conditionFields(),
    requiredField("script", "command-line", "command; it reads the names of all contexts"),
    optionalField("shell", "yes-or-no", "whether a shell parses the command line", "Yes"),
    desc,
    requiredField("action", "action-list", "run if the command's exit code is 0"),
    optionalField("action2", "action-list", "run if it is not"),
  ],
  build: (fields) => ({
    condition: fields.condition(""),
    script: fields.yes("shell")
      ? { shell: true, command: fields.template("script") }
      : { shell: false, arguments: fields.words("script") },
    desc: fields.template("desc"),
    action: fields.actions("action"),
    action2: fields.optionalActions("action2"),
  }),
  run(engine, rule, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    const scope = immediateScope(engine, running, first, rule.desc);
    const { script } = rule;
    const command = script.shell
      ? ({ shell: true, line: scriptLine(engine, script.command, first.rounds) } as const)
      : ({
          shell: false,
          arguments: script.arguments.map((word) => describe(engine, word, first.rounds)),
        } as const);
    startScript(engine, command, rule.action, rule.action2, scope);
    return first.continue;
  },
};

/** The command line; it knows match variables, but no action list variables. */
function scriptLine(engine: Engine, command: Template, rounds: MatchRounds): string {
  const { shellVariables = "raw" } = engine.options;
  if (shellVariables === "raw") return describe(engine, command, rounds);
  const form = shellTemplate(command, rounds, false);
  const isRefused = shellVariables === "refuse" && foreignVariable(command, rounds, false) !== undefined;
  if (isRefused || "reason" in form) return refused(engine, command);
  return fillInQuoted(form, engine.liveMatch, () => "");
}
