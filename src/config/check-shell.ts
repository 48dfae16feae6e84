import type { Parameter } from "../core/actions/definition.ts";
import { ACTIONS, type ActionList } from "../core/actions/index.ts";
import { setsVariables } from "../core/patterns/index.ts";
import type { FieldDefinition } from "../core/rules/definition.ts";
import { foreignVariable, shellTemplate } from "../core/templates/shell-template.ts";
import type { MatchRounds } from "../core/templates/substitution.ts";
import type { Template } from "../core/templates/template.ts";
import type { ParseScope } from "./parse-scope.ts";
import type { FieldReader } from "./rule-fields.ts";

/**
 * Reports variables in command lines for the shell that `--shell-vars` does not allow: any whose values come
 * from outside, or those that cannot be quoted where they stand.
 */
export function checkShellVariables(
  fields: FieldReader,
  definitions: ReadonlyMap<string, FieldDefinition>,
  scope: ParseScope,
): void {
  if (scope.shellVariables === "raw") return;
  const rounds = roundsOf(fields, definitions);
  for (const { name, kind } of definitions.values()) {
    if (!fields.has(name)) continue;
    if (kind === "action-list") checkActions(fields.actions(name), rounds, scope);
    // SingleWithScript: without a shell its command is split into words.
    if (kind === "command-line" && fields.yes("shell"))
      checkLine(fields.template(name), rounds, false, scope);
  }
}

/** Which match variables the fields may know. Those of a pair's first match are known to later ones. */
function roundsOf(
  fields: FieldReader,
  definitions: ReadonlyMap<string, FieldDefinition>,
): readonly MatchRounds[] {
  const patterns = [...definitions.values()].filter(({ kind }) => kind === "pattern");
  const setting = patterns.filter(({ name }) => {
    const pattern = fields.pattern("", name);
    return pattern !== undefined && setsVariables(pattern);
  });
  if (setting.length === 0) return ["none"];
  return definitions.has("pattern2") && definitions.has("desc2") ? ["match", "both", "first"] : ["match"];
}

function checkActions({ actions }: ActionList, rounds: readonly MatchRounds[], scope: ParseScope): void {
  for (const action of actions) {
    const parameters = Object.entries<Parameter<unknown>>(ACTIONS[action.action].parameters);
    for (const [name, { kind }] of parameters) {
      const value = (action as unknown as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) continue;
      if (kind === "command-line") checkLine(value as Template, rounds, true, scope);
      else if (kind === "action-list" || kind === "block" || kind === "else-block") {
        checkActions(value as ActionList, rounds, scope);
      }
    }
  }
}

function checkLine(
  template: Template,
  rounds: readonly MatchRounds[],
  actions: boolean,
  scope: ParseScope,
): void {
  for (const round of rounds) {
    if (scope.shellVariables === "refuse") {
      const variable = foreignVariable(template, round, actions);
      if (variable === undefined) continue;
      const hint =
        "give it to a command without a shell: cmdexec, spawnexec, cspawnexec, pipeexec, reportexec";
      scope.report(
        "shell-variable",
        template.span,
        `Variable ${variable} in a command line for the shell`,
        hint,
      );
      return;
    }
    const form = shellTemplate(template, round, actions);
    if (!("reason" in form)) continue;
    const message = `Variable ${form.variable} cannot be quoted for the shell: ${form.reason}`;
    const hint =
      "give it to a command as an argument of its own, or use an action without a shell, as cmdexec";
    scope.report("unquotable-shell-variable", template.span, message, hint);
    return;
  }
}
