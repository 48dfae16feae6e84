import type { Pattern } from "../core/patterns/index.ts";
import { PATTERN_TYPES } from "../core/patterns/index.ts";
import type { FieldDefinition, FieldKind, RuleDefinition } from "../core/rules/definition.ts";
import { RULE_TYPES, type RuleType } from "../core/rules/index.ts";
import { checkShellVariables } from "./check-shell.ts";
import { checkVariables } from "./check-variables.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { DIAGNOSTICS } from "./diagnostics/index.ts";
import { FIELD_PARSERS } from "./parse-field.ts";
import { mentionsMatchVariable, type PatternForm, parsePattern, takesVariableMap } from "./parse-pattern.ts";
import type { ParseScope } from "./parse-scope.ts";
import type { Field, RuleBlock } from "./rule-blocks.ts";
import { FieldReader } from "./rule-fields.ts";
import { type SourceText, spanOf } from "./source-text.ts";
import { suggestion } from "./suggest.ts";

/** A valid rule whose labels have not been looked up yet. */
export interface DraftRule {
  readonly type: RuleType;
  readonly definition: RuleDefinition<object>;
  readonly block: RuleBlock;
  readonly fields: FieldReader;
}

/** Fields that every rule may have, and that say nothing about events. */
const TYPE = "type";

/** Reads the fields of a rule and reports every fault in them; undefined if there is an error among these. */
export function parseRule(block: RuleBlock, outer: ParseScope): DraftRule | undefined {
  let valid = true;
  const scope: ParseScope = {
    ...outer,
    report: (code, ...details) => {
      if (DIAGNOSTICS[code].severity === "error") valid = false;
      outer.report(code, ...details);
    },
  };
  const kind = parseType(block, scope);
  if (!kind) {
    parseFieldsOfNoType(block, scope);
    return undefined;
  }
  const { type, count } = kind;
  const definition: RuleDefinition<object> = RULE_TYPES[type];
  const definitions = fieldsOf(type, count);
  checkFieldNames(block, kind, definitions, scope);
  const fields = new FieldReader(count, definitions, block.span.start);
  for (const field of definitions.values()) {
    const written = block.fields.get(field.name);
    if (written) parseField(written, field, block, fields, scope);
  }
  checkVariables(fields, definitions, scope);
  if (valid) checkShellVariables(fields, definitions, scope);
  return valid ? { type, definition, block, fields } : undefined;
}

/** Reports what is wrong in the fields of a rule whose type is not known, as far as that can be told. */
function parseFieldsOfNoType(block: RuleBlock, scope: ParseScope): void {
  const suffixes = Array.from(block.fields.keys(), (name) => Number(/\d*$/.exec(name)?.[0] ?? 0));
  const count = Math.min(Math.max(1, ...suffixes), block.fields.size);
  const definitions = new Map<string, FieldDefinition>();
  for (const [type, { counted }] of Object.entries(RULE_TYPES)) {
    for (const [name, field] of fieldsOf(type as RuleType, counted ? count : 1)) {
      if (!definitions.has(name)) definitions.set(name, field);
    }
  }
  const fields = new FieldReader(count, definitions, block.span.start);
  for (const field of definitions.values()) {
    const written = block.fields.get(field.name);
    if (written) parseField(written, field, block, fields, scope);
  }
}

const fieldsByType = new Map<string, ReadonlyMap<string, FieldDefinition>>();

/** The fields of a rule type by their names. They are the same for all its rules, so they are made once. */
function fieldsOf(type: RuleType, count: number): ReadonlyMap<string, FieldDefinition> {
  const key = `${type}${count}`;
  let fields = fieldsByType.get(key);
  if (!fields) {
    fields = new Map(RULE_TYPES[type].fields(count).map((field) => [field.name, field]));
    fieldsByType.set(key, fields);
  }
  return fields;
}

interface WrittenType {
  readonly type: RuleType;
  /** N of `EventGroupN`; 1 for the others. */
  readonly count: number;
  /** As the reference writes it in messages. */
  readonly name: string;
}

function parseType({ fields, span }: RuleBlock, scope: ParseScope): WrittenType | undefined {
  const value = fields.get(TYPE)?.value;
  if (!value) {
    const [first] = fields.values();
    scope.report(
      "missing-type",
      first?.nameSpan ?? span,
      "Keyword 'type' missing",
      "a rule begins after a blank line or a comment; put remarks inside a rule into rem=…",
    );
    return undefined;
  }
  const name = value.text.toUpperCase();
  const lowered = value.text.toLowerCase();
  if (isRuleType(lowered)) return { type: lowered, count: 1, name };
  const [, word = "", digits = ""] = /^([a-z]+)([0-9]+)$/.exec(lowered) ?? [];
  if (isRuleType(word) && RULE_TYPES[word].counted) {
    if (Number(digits) > 0) return countedType(word, Number(digits), name, fields.size, value, scope);
    const message = `Invalid rule type ${name} (N must be at least 1 for EventGroupN rule)`;
    scope.report("unknown-rule-type", spanOf(value), message);
    return undefined;
  }
  const similar = suggestion(
    lowered,
    Object.values(RULE_TYPES).map(({ keyword }) => keyword),
  );
  scope.report(
    "unknown-rule-type",
    spanOf(value),
    `Invalid rule type ${quoted(name).slice(1, -1)}`,
    similar ? `did you mean '${similar}'?` : undefined,
  );
  return undefined;
}

/**
 * Each event needs a pattern and its type, so a rule with less than N fields need not be looked at further.
 */
function countedType(
  type: RuleType,
  count: number,
  name: string,
  fields: number,
  value: SourceText,
  scope: ParseScope,
): WrittenType | undefined {
  if (count <= fields) return { type, count, name };
  const message = `Keyword 'pattern${count}' missing (needed for ${quoted(name).slice(1, -1)} rule)`;
  const hint = `${RULE_TYPES[type].keyword}${count} needs ptype and pattern for each of ${count} events`;
  scope.report("missing-field", spanOf(value), message, hint);
  return undefined;
}

function isRuleType(word: string): word is RuleType {
  return Object.hasOwn(RULE_TYPES, word);
}

function checkFieldNames(
  { fields }: RuleBlock,
  { name }: WrittenType,
  known: ReadonlyMap<string, FieldDefinition>,
  scope: ParseScope,
): void {
  for (const field of fields.values()) {
    const definition = known.get(field.name);
    if (definition?.needs !== undefined && !fields.has(definition.needs)) {
      const message = `'${field.name}' keyword requires the '${definition.needs}' keyword`;
      scope.report("field-needs-field", field.nameSpan, message);
    }
    if (definition || field.name === TYPE) continue;
    const similar = suggestion(field.name, [...known.keys(), TYPE, "rem", "label"]);
    scope.report(
      "unknown-field",
      field.nameSpan,
      `Keyword ${quoted(field.name)} illegal (not allowed for ${name} rule)`,
      similar ? `did you mean '${similar}'?` : undefined,
    );
  }
  const type = fields.get(TYPE);
  for (const { name: missing, required, summary } of known.values()) {
    if (!required || fields.has(missing) || !type) continue;
    const message = `Keyword '${missing}' missing (needed for ${name} rule)`;
    scope.report("missing-field", spanOf(type.value), message, `${missing}: ${summary}`);
  }
}

function parseField(
  written: Field,
  field: FieldDefinition,
  block: RuleBlock,
  fields: FieldReader,
  scope: ParseScope,
): void {
  if (field.kind === "variable-map") return;
  if (field.kind === "pattern") {
    const pattern = parsePatternField(written, field, block, fields, scope);
    if (pattern) fields.setPattern(field.name, pattern);
    return;
  }
  const value = FIELD_PARSERS[field.kind as FieldKind](written.value, field, scope);
  if (value !== undefined) fields.set(field.name, value);
}

/** A pattern is read with the fields that belong to it: its type and its variable map. */
function parsePatternField(
  { name, value }: Field,
  { variablesFrom }: FieldDefinition,
  block: RuleBlock,
  fields: FieldReader,
  scope: ParseScope,
): Pattern | undefined {
  const form = fields.form(name.replace("pattern", "ptype"));
  if (!form) return undefined;
  const written = block.fields.get(name.replace("pattern", "varmap"));
  if (written && !takesVariableMap(form)) {
    scope.report(
      "variable-map-ignored",
      written.nameSpan,
      `Variable maps are supported for RegExp and PerlFunc patterns only, ignoring variable map ${quoted(written.value.text)}`,
    );
  }
  const variableMap =
    written && takesVariableMap(form)
      ? FIELD_PARSERS["variable-map"](written.value, written as never, scope)
      : undefined;
  const first = variablesFrom === undefined ? undefined : fields.form(variablesFrom);
  const uncompiled = first !== undefined && mayReplaceVariables(first) && mentionsMatchVariable(value.text);
  return parsePattern(value, form, variableMap, { ...scope, uncompiled });
}

/** As the reference sees it, a first pattern of type NCached does, although it sets no variables. */
function mayReplaceVariables({ type }: PatternForm): boolean {
  return PATTERN_TYPES[type].setsVariables.plain;
}
