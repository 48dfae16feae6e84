import { ACTION_DIAGNOSTICS } from "./actions.ts";
import { CONTEXT_DIAGNOSTICS } from "./contexts.ts";
import { FIELD_DIAGNOSTICS } from "./fields.ts";
import { FILE_DIAGNOSTICS } from "./files.ts";
import { PATTERN_DIAGNOSTICS } from "./patterns.ts";
import { SHELL_DIAGNOSTICS } from "./shell.ts";

/** Every kind of diagnostic, by its code. */
export const DIAGNOSTICS = {
  ...FILE_DIAGNOSTICS,
  ...FIELD_DIAGNOSTICS,
  ...PATTERN_DIAGNOSTICS,
  ...CONTEXT_DIAGNOSTICS,
  ...ACTION_DIAGNOSTICS,
  ...SHELL_DIAGNOSTICS,
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
