import type { Engine } from "../engine.ts";
import type { Span } from "../span.ts";
import type { Template } from "../templates/template.ts";
import type { ActionList } from "./index.ts";
import type { ActionScope } from "./scope.ts";

/** What every action of an action list has: its keyword, and where it stands. */
export interface ActionBase<K extends string> {
  readonly action: K;
  readonly span: Span;
}

/** `%name`: an action list variable that an action reads or sets, without the percent sign. */
export interface VariableName {
  readonly name: string;
  readonly span: Span;
}

/** A rule of the same file, by its number or relative to the rule that acts (manual: `reset`). */
export interface RuleOffset {
  readonly relative: boolean;
  readonly value: number;
}

/** Perl code that is compiled once when the rule file is loaded. */
export interface PerlCode {
  readonly text: string;
  readonly span: Span;
}

/**
 * How the text of one parameter is delimited and read; the value each becomes is the `T` of {@link
 * Parameter}.
 */
export type ParameterKind =
  /** Text without white space. */
  | "word"
  /** Everything up to the end of the action. */
  | "text"
  /** `'text'`: the action's text up to its last single quote. */
  | "quoted-text"
  /** A Perl program: everything up to the end of the action. */
  | "program"
  /** `%name`. */
  | "variable"
  /** `%name`, which ends at a call operator even if no blank stands before it. */
  | "variable-before-operator"
  /** Digits. */
  | "whole-number"
  /** Digits, with a sign when relative. */
  | "rule-offset"
  /** An action list, in parentheses if it has more than one action. */
  | "action-list"
  /** `( action list )`. */
  | "block"
  /** `else ( action list )`. */
  | "else-block"
  /** A command line for the shell: everything up to the end of the action. */
  | "command-line"
  /** A command line that is split at white space when the rule is read. */
  | "arguments"
  /** The words before `->` or `:>`. */
  | "arguments-before-operator"
  /** `->` or `:>`. */
  | "call-operator"
  /** Perl code that is a function definition, compiled when the rule is read. */
  | "perl-function";

/** One parameter of an action. */
export interface Parameter<T> {
  readonly kind: ParameterKind;
  readonly summary: string;
  readonly required: boolean;
  /** The text that an absent parameter stands for. */
  readonly fallback?: string;
  /** Never set: it carries the type of the parameter's value. */
  readonly value?: T;
}

/** The parameters of an action in the order in which they are written. */
export type Parameters<A> = { readonly [K in Exclude<keyof A, "action" | "span">]-?: Parameter<A[K]> };

/** One action: its syntax and its meaning. Parser, diagnostics and manual read the same definition. */
export interface ActionDefinition<A extends ActionBase<string>> {
  readonly keyword: A["action"];
  readonly summary: string;
  readonly parameters: Parameters<A>;
  /** Carries the action out. */
  perform(engine: Engine, action: A, scope: ActionScope): Flow;
}

/** How an action list goes on: to its next action, or out of it and of the lists around it up to a loop. */
export type Flow = "break" | "continue" | undefined;

export const word = (summary: string): Parameter<Template> => ({ kind: "word", summary, required: true });

export const optionalWord = (summary: string, fallback: string): Parameter<Template> => ({
  kind: "word",
  summary,
  required: false,
  fallback,
});

export const program = (summary: string): Parameter<Template> => ({
  kind: "program",
  summary,
  required: true,
});

/** A text that stands for the operation description string when it is left out. */
export const optionalText = (summary: string): Parameter<Template> => ({
  kind: "text",
  summary: `${summary}; the operation description string if left out`,
  required: false,
  fallback: "%s",
});

export const variable = (summary: string): Parameter<VariableName> => ({
  kind: "variable",
  summary,
  required: true,
});

export const variableBeforeOperator = (summary: string): Parameter<VariableName> => ({
  kind: "variable-before-operator",
  summary,
  required: true,
});

export const optionalVariable = (summary: string): Parameter<VariableName | undefined> => ({
  kind: "variable",
  summary,
  required: false,
});

export const ruleOffset = (summary: string): Parameter<RuleOffset> => ({
  kind: "rule-offset",
  summary,
  required: true,
});

export const optionalRuleOffset = (summary: string): Parameter<RuleOffset | undefined> => ({
  kind: "rule-offset",
  summary,
  required: false,
});

/** A name without white space that may be left out. */
export const optionalName = (summary: string): Parameter<Template | undefined> => ({
  kind: "word",
  summary,
  required: false,
});

export const quotedText = (summary: string): Parameter<Template> => ({
  kind: "quoted-text",
  summary: `${summary}; the operation description string if nothing stands between the quotes`,
  required: true,
  fallback: "%s",
});

export const optionalWholeNumber = (summary: string): Parameter<number | undefined> => ({
  kind: "whole-number",
  summary,
  required: false,
});

export const commandLine = (summary: string): Parameter<Template> => ({
  kind: "command-line",
  summary,
  required: true,
});

export const optionalCommandLine = (summary: string): Parameter<Template | undefined> => ({
  kind: "command-line",
  summary,
  required: false,
});

export const commandArguments = (summary: string): Parameter<readonly Template[]> => ({
  kind: "arguments",
  summary,
  required: true,
});

export const optionalCommandArguments = (summary: string): Parameter<readonly Template[] | undefined> => ({
  kind: "arguments",
  summary,
  required: false,
});

export const optionalActionList = (summary: string): Parameter<ActionList | undefined> => ({
  kind: "action-list",
  summary,
  required: false,
});

export const block = (summary: string): Parameter<ActionList> => ({ kind: "block", summary, required: true });

export const elseBlock = (summary: string): Parameter<ActionList | undefined> => ({
  kind: "else-block",
  summary,
  required: false,
});

export const argumentsBeforeOperator = (summary: string): Parameter<readonly Template[]> => ({
  kind: "arguments-before-operator",
  summary,
  required: false,
});

export const callOperator = (summary: string): Parameter<"->" | ":>"> => ({
  kind: "call-operator",
  summary,
  required: true,
});

export const perlFunction = (summary: string): Parameter<PerlCode> => ({
  kind: "perl-function",
  summary,
  required: true,
});
