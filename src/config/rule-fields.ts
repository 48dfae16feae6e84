import type { ActionList } from "../core/actions/index.ts";
import type { ContextCondition } from "../core/contexts/expression.ts";
import type { Pattern } from "../core/patterns/index.ts";
import type { CalendarTime } from "../core/rules/calendar-time.ts";
import type {
  FieldDefinition,
  MatchCondition,
  PointOfContinue,
  RuleFields,
} from "../core/rules/definition.ts";
import type { Template } from "../core/templates/template.ts";
import type { WrittenContinue } from "./parse-continue.ts";
import { FIELD_PARSERS, type FieldValues } from "./parse-field.ts";
import type { PatternForm } from "./parse-pattern.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, sourceText, template, words } from "./source-text.ts";

type Value = FieldValues[keyof FieldValues];

/** The fields of one rule, filled while they are read, and handed to the rule type's `build`. */
export class FieldReader implements RuleFields {
  readonly count: number;
  readonly #values = new Map<string, Value>();
  readonly #patterns = new Map<string, Pattern>();
  readonly #definitions: ReadonlyMap<string, FieldDefinition>;
  readonly #start: number;
  /** Looks up the label of a point of continue; set when all labels of the file are known. */
  resolve: (written: WrittenContinue) => PointOfContinue = () => ({ kind: "DontCont" });

  constructor(count: number, definitions: ReadonlyMap<string, FieldDefinition>, start: number) {
    this.count = count;
    this.#definitions = definitions;
    this.#start = start;
  }

  set(field: string, value: Value): void {
    this.#values.set(field, value);
  }

  setPattern(field: string, pattern: Pattern): void {
    this.#patterns.set(field, pattern);
  }

  form(field: string): PatternForm | undefined {
    return this.#values.get(field) as PatternForm | undefined;
  }

  /** Whether a point of continue names a label. */
  goesToLabel(): boolean {
    for (const [field, { kind }] of this.#definitions) {
      if (kind !== "point-of-continue") continue;
      const written = this.#values.get(field) as WrittenContinue | undefined;
      if (written?.kind === "GoTo") return true;
    }
    return false;
  }

  has(field: string): boolean {
    return this.#values.has(field);
  }

  condition(suffix: string): MatchCondition {
    const pattern = this.#patterns.get(`pattern${suffix}`) as Pattern;
    const context = this.context(`context${suffix}`);
    const field = `continue${suffix}`;
    const written = this.#definitions.has(field)
      ? this.#value<WrittenContinue>(field)
      : ({ kind: "DontCont" } as const);
    const condition = { pattern, continue: this.resolve(written) };
    return context ? { ...condition, context } : condition;
  }

  context(field: string): ContextCondition | undefined {
    return this.#values.get(field) as ContextCondition | undefined;
  }

  template(field: string): Template {
    return template(this.#value<SourceText>(field));
  }

  optionalTemplate(field: string): Template | undefined {
    return this.has(field) ? this.template(field) : undefined;
  }

  actions(field: string): ActionList {
    return this.#value<ActionList>(field);
  }

  optionalActions(field: string): ActionList | undefined {
    return this.#values.get(field) as ActionList | undefined;
  }

  wholeNumber(field: string): number {
    return this.#value<number>(field);
  }

  yes(field: string): boolean {
    return this.#value<boolean>(field);
  }

  names(field: string): readonly string[] {
    return words(this.#value<SourceText>(field)).map(({ text }) => text);
  }

  words(field: string): readonly Template[] {
    return words(this.#value<SourceText>(field)).map(template);
  }

  time(field: string): CalendarTime {
    return this.#value<CalendarTime>(field);
  }

  pattern(_typeField: string, patternField: string): Pattern | undefined {
    return this.#patterns.get(patternField);
  }

  /** A field's value, or what its absence stands for. Only valid rules are built, so there is one of them. */
  #value<V>(field: string): V {
    const written = this.#values.get(field);
    if (written !== undefined) return written as V;
    const definition = this.#definitions.get(field);
    if (definition?.fallback === undefined)
      throw new Error(`the field ${field} has neither value nor fallback`);
    const fallback = sourceText(definition.fallback, this.#start);
    const scope: ParseScope = {
      report: () => undefined,
      perl: undefined,
      regexFault: () => undefined,
      bufferSize: 0,
      shellVariables: "raw",
    };
    return FIELD_PARSERS[definition.kind](fallback, definition, scope) as V;
  }
}
