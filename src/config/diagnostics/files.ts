import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About files as a whole and about lines that are no field. */
export const FILE_DIAGNOSTICS = {
  "unreadable-file": {
    severity: "error",
    title: "a rule file cannot be read",
    explanation:
      "The file does not exist, or may not be read by the user who runs sec-ts. A name with wildcards " +
      "that matches no file is no error, since that is usual for folders of rule files.",
    wrong: "--conf=/etc/sec/misspelt.conf",
    right: "--conf='/etc/sec/*.conf'",
  },
  "not-a-file": {
    severity: "warning",
    title: "a folder was given instead of a rule file",
    explanation: "Nothing is read from it, as with SEC. Wildcards find the rule files in a folder.",
    wrong: "--conf=/etc/sec",
    right: "--conf='/etc/sec/*.conf'",
  },
  "no-file-found": {
    severity: "warning",
    title: "no rule file was found",
    explanation:
      "Nothing was given with --conf, or no file matches the wildcards. As with SEC, this is no error; " +
      "without rules, nothing is ever matched.",
    wrong: "--conf='/etc/sec/*.rule'",
    right: "--conf='/etc/sec/*.rules'",
  },
  "no-rules": {
    severity: "warning",
    title: "a file holds no valid rule",
    explanation: "The file is empty, has only comments, or each of its rules has an error.",
    wrong: "# type=Single",
    right: "type=Suppress\nptype=SubStr\npattern=nothing to see",
  },
  "not-a-field": {
    severity: "error",
    title: "a line is not of the form keyword=value",
    explanation:
      "Each line of a rule is a keyword of letters and digits, an equal sign, and a value that is not " +
      "empty. Such a line is left out, and the rule around it is read without it. Often the line before " +
      "was meant to be continued and does not end in a backslash.",
    wrong: "action=write - first part /\n  and the rest",
    right: "action=write - first part \\\n  and the rest",
  },
  "too-complex": {
    severity: "error",
    title: "a value is nested too deeply or has too many operators",
    explanation:
      "Action lists and context expressions may have parentheses 100 deep, and 1000 operators on one " +
      "level. Nobody writes that much by hand; a program that writes rules may have gone astray.",
    wrong: "context=((((…))))",
    right: "context=A || B",
  },
  "line-lost-at-end": {
    severity: "warning",
    title: "the file ends in the middle of a continued line",
    explanation:
      "The last line ends in a backslash, so it is to be continued, but nothing follows. SEC drops such a " +
      "line without a word, and so does sec-ts.",
    wrong: "action=none \\",
    right: "action=none",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
