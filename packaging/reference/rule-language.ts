import type { ActionDefinition, Parameter, ParameterKind } from "../../src/core/actions/definition.ts";
import { ACTIONS } from "../../src/core/actions/index.ts";
import { PATTERN_TYPES } from "../../src/core/patterns/index.ts";
import type { FieldDefinition, FieldKind, RuleDefinition } from "../../src/core/rules/definition.ts";
import { conditionFields } from "../../src/core/rules/definition.ts";
import { RULE_TYPES } from "../../src/core/rules/index.ts";
import { argument, item, list, sentences } from "./mdoc.ts";

type AnyAction = Omit<ActionDefinition<never>, "parameters" | "perform"> & {
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
};

/** How a parameter is written; `NAME` stands for its name. */
const SPELLING: Readonly<Partial<Record<ParameterKind, string>>> = {
  variable: ".Ns Li % Ns Ar NAME",
  "variable-before-operator": ".Ns Li % Ns Ar NAME",
  "quoted-text": "Li \\(aq Ns Ar NAME Ns Li \\(aq",
  program: "Po Ar NAME Pc",
  block: "Po Ar NAME Pc",
  "else-block": "Ic else Po Ar NAME Pc",
  "action-list": "Po Ar NAME Pc",
  "call-operator": "Li -> | Li :>",
};

/** How a field's value is written, where its name does not say it. */
const VALUES: Readonly<Partial<Record<FieldKind, string>>> = {
  "point-of-continue": "TakeNext, DontCont, EndMatch, or GoTo and a label",
  "group-pattern-type": "a pattern type without a number of lines",
  "variable-map": "names of cached matches and pairs name=number, separated by semicolons",
  "yes-or-no": "Yes or No",
  "lenient-yes-or-no": "Yes or No",
  "calendar-time": "five or six columns, as in crontab(5)",
  names: "names separated by blanks",
};

/** Every rule type with its fields. */
export function ruleTypes(): string {
  const definitions = Object.values(RULE_TYPES) as readonly RuleDefinition<unknown>[];
  return definitions.map(ruleType).join("\n");
}

function ruleType(definition: RuleDefinition<unknown>): string {
  const name = definition.counted ? `${definition.keyword}N` : definition.keyword;
  const fields = definition.fields(1);
  const common = new Set(conditionFields().map((field) => field.name));
  const own = fields.filter((field) => !common.has(field.name.replace(/2$/, "")));
  return [
    `.Ss ${name}`,
    sentences(definition.summary),
    ...(definition.counted ? [COUNTED] : []),
    ".Pp",
    "Fields:",
    ...fields.map((field, index) => listedField(field, index === fields.length - 1)),
    list(own.map(describedField)),
  ].join("\n");
}

const COUNTED = `Fields that concern one of the events are numbered from the second event on:
.Cm pattern ,
.Cm pattern2 ,
.Cm pattern3
and so on.`;

function listedField({ name, required }: FieldDefinition, last: boolean): string {
  const end = last ? " ." : " ,";
  return required ? `.Cm ${name}${end}` : `.Op Cm ${name}${end}`;
}

/** The fields that describe the event a rule matches. */
export function conditionFieldList(): string {
  return list(conditionFields().map(describedField));
}

function describedField({ name, kind, required, fallback, summary, needs }: FieldDefinition): string {
  const value = VALUES[kind];
  const notes = [
    ...(value === undefined ? [] : [`Value: ${value}`]),
    ...(required ? [] : [fallback === undefined ? "Optional" : `Optional; ${fallback} if left out`]),
    ...(needs === undefined ? [] : [`Needs ${needs}`]),
  ];
  return item(`Cm ${name}`, sentences(summary), ...notes.map(sentences));
}

/** Every pattern type. */
export function patternTypes(): string {
  return list(
    Object.values(PATTERN_TYPES).map(({ keyword, summary, takesLines, negatable }) => {
      const forms = [keyword, ...(negatable ? [`N${keyword}`] : [])].map((form) =>
        takesLines ? `Cm ${form} Ns Oo Ar N Oc` : `Cm ${form}`,
      );
      return item(forms.join(" , "), sentences(summary));
    }),
  );
}

/** Every action with its parameters. */
export function actions(): string {
  const definitions = Object.values(ACTIONS) as readonly unknown[] as readonly AnyAction[];
  return list(definitions.map(action));
}

function action({ keyword, summary, parameters }: AnyAction): string {
  const entries = Object.entries(parameters).map(([name, parameter]) => [spaced(name), parameter] as const);
  const tag = entries.map(([name, parameter]) => written(name, parameter)).join(" ");
  const details = entries.map(
    ([name, { summary: words }]) => `.It Ar ${argument(name)}\n${sentences(words)}`,
  );
  const body = details.length === 0 ? [] : [".Bl -tag -compact -width Ds", ...details, ".El"];
  return item(`Ic ${keyword} ${tag}`.trimEnd(), sentences(summary), ...body);
}

function written(name: string, { kind, required }: Parameter<unknown>): string {
  const quoted = argument(name);
  const spelling = (SPELLING[kind] ?? "Ar NAME").replace(/^\.Ns /, "").replace("NAME", quoted);
  return required ? spelling : `Oo ${spelling} Oc`;
}

/** `onExpiry` as words: `on expiry`. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
