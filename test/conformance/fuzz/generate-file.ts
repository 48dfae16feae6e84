import { FUEL } from "./generate-action-event.ts";
import { withFault } from "./generate-fault.ts";
import { generateRule } from "./generate-rule.ts";
import { generateOptions } from "./generate-rule-options.ts";
import type { CaseScope } from "./scope.ts";

/** What is said about a rule file before it is written. */
export interface FilePlan {
  readonly rules: number;
  /** File sets that this file belongs to. */
  readonly joins: readonly string[];
  /** File sets that its Jump rules may name. */
  readonly jumpSets: readonly string[];
  /** The first file makes the fuel for synthetic events. */
  readonly first: boolean;
  /** How many units of fuel there are, and whether each minute brings new ones. */
  readonly fuel: number;
  readonly refuel: boolean;
}

function fuelRule({ fuel, refuel }: FilePlan): string[] {
  const units = Array.from({ length: fuel }, () => "1").join("%{.nl}");
  return [
    "type=Calendar",
    "time=* * * * *",
    ...(refuel ? [] : ["context=!FUELLED"]),
    "desc=fuel",
    `action=create FUELLED; assign %fuel ${units}; fill ${FUEL} %fuel`,
  ];
}

/** A rule as text: fields in the order of the manual or in another, with remarks and continued lines. */
function layout(of: CaseScope, fields: readonly string[]): string {
  const { random } = of;
  const order = random.chance(0.15) ? random.sample(fields, fields.length) : fields;
  const remark = random.chance(0.08)
    ? [`rem=${random.pick(["a remark", "type=Single", "goes \\\n  on"])}`]
    : [];
  const [head, ...rest] = order;
  return [head ?? "", ...remark, ...rest]
    .map((field) => (random.chance(0.05) ? field.replace("=", random.pick([" = ", "= ", " ="])) : field))
    .join("\n");
}

/** Keeps the rule's operations in mind, so that the actions of later rules can reset or move them. */
function remember(of: CaseScope, fields: readonly string[]): void {
  const started = fields.some((field) => /^type=(SingleWith|Pair|EventGroup)/.test(field));
  const [value] = fields.flatMap((field) => /^desc=(.*)$/.exec(field)?.[1] ?? []);
  if (!started || value === undefined) return;
  of.operations = [...of.operations, { rule: of.ruleNumber, description: value }];
}

/** The text of one rule file. */
export function generateFile(of: CaseScope, plan: FilePlan): string {
  const { random } = of;
  const labels = random.sample(["one", "two", "with blank"], random.pick([0, 0, 1, 2, 3]));
  const places = labels.map(() => random.between(1, plan.rules)).toSorted((one, other) => one - other);
  const blocks: string[] = [];
  if (plan.joins.length > 0 || random.chance(0.1)) {
    blocks.push(layout(of, generateOptions(of, plan.joins, plan.joins.length > 0)));
  }
  if (plan.first) blocks.push(layout(of, fuelRule(plan)));
  of.jumpSets = plan.jumpSets;
  of.operations = [];
  const before = plan.first ? 1 : 0;
  for (let index = 0; index < plan.rules; index++) {
    labels.forEach((label, at) => {
      if (places[at] === index) blocks.push(`label=${label}`);
    });
    of.labelsAhead = labels.filter((_, at) => (places[at] ?? 0) > index);
    // A label that is not there, or stands before the rule, only makes the reference warn.
    if (random.chance(0.04)) of.labelsAhead = [...of.labelsAhead, random.pick(["nowhere", ...labels])];
    of.ruleNumber = before + index;
    const fields = generateRule(of);
    remember(of, fields);
    const faulty = of.options.faults && random.chance(0.3);
    blocks.push(layout(of, faulty ? withFault(of, fields) : fields));
  }
  labels.forEach((label, at) => {
    if (places[at] === plan.rules) blocks.push(`label=${label}`);
  });
  const separator = (): string => random.pick(["\n\n", "\n\n", "\n# a comment\n", "\n  \n"]);
  const text = blocks.reduce((left, right) => `${left}${separator()}${right}`);
  return random.chance(0.03) ? `${text}\n`.replaceAll("\n", "\r\n") : `${text}\n`;
}
