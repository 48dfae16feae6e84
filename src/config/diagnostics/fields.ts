import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About the fields of a rule and their plain values. */
export const FIELD_DIAGNOSTICS = {
  "missing-type": {
    severity: "error",
    title: "a rule has no type",
    explanation:
      "Every rule needs a type field. A blank line or a comment ends a rule; if one stands inside a rule, " +
      "what follows it is taken for another rule, and that has no type. Use rem=… for remarks inside a " +
      "rule.",
    wrong: "type=Single\n# failed logins\nptype=SubStr\npattern=Failed password\n…",
    right: "type=Single\nrem=failed logins\nptype=SubStr\npattern=Failed password\n…",
  },
  "unknown-rule-type": {
    severity: "error",
    title: "a rule has a type that does not exist",
    explanation: "The types are those of the manual's section RULE TYPES; upper and lower case are the same.",
    wrong: "type=SingelWithThreshold\n…",
    right: "type=SingleWithThreshold\n…",
  },
  "missing-field": {
    severity: "error",
    title: "a rule lacks a field that its type needs",
    explanation: "The manual lists the fields of each rule type and says which of them are optional.",
    wrong: "type=Single\nptype=SubStr\npattern=Failed password\naction=write - %s",
    right: "type=Single\nptype=SubStr\npattern=Failed password\ndesc=failed login\naction=write - %s",
  },
  "unknown-field": {
    severity: "error",
    title: "a rule has a field that its type does not know",
    explanation: "Names of fields are written in lower case, and each rule type has its own.",
    wrong: "type=Single\npatern=Failed password\n…",
    right: "type=Single\npattern=Failed password\n…",
  },
  "repeated-field": {
    severity: "warning",
    title: "a field is given twice",
    explanation:
      "The last value counts. Often a blank line between two rules is missing; then both are read as one " +
      "rule.",
    wrong: "desc=one\ndesc=another",
    right: "desc=another",
  },
  "field-needs-field": {
    severity: "error",
    title: "a field makes no sense without another one",
    explanation:
      "An event group pattern needs its type, the type needs the pattern, and tokens need the pattern.",
    wrong: "egpattern=^1 2",
    right: "egptype=RegExp\negpattern=^1 2",
  },
  "invalid-number": {
    severity: "error",
    title: "a number of seconds or events is not valid",
    explanation:
      "Windows and thresholds are written in digits, without sign, unit or fraction. Zero is only allowed " +
      "for the window of a Pair rule, where it means for ever, and for thresh2 of SingleWith2Thresholds.",
    wrong: "window=1h",
    right: "window=3600",
  },
  "invalid-yes-or-no": {
    severity: "error",
    title: "a value is neither Yes nor No",
    explanation: "Upper and lower case are the same, but true, 1 and on are not Yes.",
    wrong: "multact=true",
    right: "multact=Yes",
  },
  "procallin-ignored": {
    severity: "warning",
    title: "procallin is neither Yes nor No",
    explanation:
      "The Options rule is kept, and Yes is assumed: the rules of the file are tried on all input.",
    wrong: "procallin=never",
    right: "procallin=No",
  },
  "invalid-continue": {
    severity: "error",
    title: "a point of continue is not valid",
    explanation: "It is TakeNext, DontCont, EndMatch, or GoTo with a label.",
    wrong: "continue=Next",
    right: "continue=TakeNext",
  },
  "unknown-label": {
    severity: "warning",
    title: "GoTo names a label that does not exist",
    explanation: "The rule is kept with continue=DontCont. A label is set in the same file with label=NAME.",
    wrong: "continue=GoTo lastRule",
    right: "continue=GoTo lastRule\n…\n\nlabel=lastRule",
  },
  "label-not-ahead": {
    severity: "warning",
    title: "GoTo names a label that does not stand further down",
    explanation:
      "Rules can only be skipped, not repeated, so the label must belong to a later rule. The rule is " +
      "kept with continue=DontCont.",
    wrong: "label=start\ntype=Single\ncontinue=GoTo start\n…",
    right: "type=Single\ncontinue=GoTo end\n…\n\nlabel=end\ntype=Single\n…",
  },
  "invalid-time": {
    severity: "error",
    title: "a Calendar rule's time is not valid",
    explanation:
      "Five or six conditions separated by blanks: minute (0-59), hour (0-23), day (0-31, 0 is the last " +
      "day of the month), month (1-12), weekday (0-7, 0 and 7 are Sunday) and maybe year (0-99, its last " +
      "two digits). Each is *, a number, a range, or a list of these, and * and ranges may have a step. " +
      "Names of months and days are not known.",
    wrong: "time=0 2 * * Sun",
    right: "time=0 2 * * 0",
  },
  "time-never-holds": {
    severity: "warning",
    title: "a part of a Calendar rule's time never holds",
    explanation: "A range whose first number is larger than its last one is accepted and empty, as in SEC.",
    wrong: "time=0 22-6 * * *",
    right: "time=0 22-23,0-6 * * *",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
