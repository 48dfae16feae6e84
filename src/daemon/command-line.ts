import {
  DAEMON_OPTIONS,
  type DaemonOptionName,
  type DaemonOptions,
  type OptionDefinition,
  type OptionKind,
  SEC_OPTIONS,
} from "./option-table.ts";

/** Options, and what was wrong with them. SEC complains and goes on with the defaults. */
export interface CommandLine {
  readonly options: DaemonOptions;
  readonly complaints: readonly string[];
}

/** How one spelling of an option is meant. */
interface Spelling {
  readonly name: DaemonOptionName;
  readonly negated: boolean;
}

const DEFINITIONS: Readonly<Record<DaemonOptionName, OptionDefinition>> = DAEMON_OPTIONS;
const SPELLINGS = spellings();

/**
 * Reads a command line as SEC does, by the rules of Perl's Getopt::Long: names in any case, cut short where
 * that is unambiguous, after one or two dashes; a value after an equal sign or in the next argument; of
 * several values the last one counts. Arguments after `--` are left alone.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const values = new Map<DaemonOptionName, boolean | number | string | string[]>();
  const complaints: string[] = [];
  for (let at = 0; at < args.length && args[at] !== "--"; at += 1) {
    const argument = args[at]!;
    const found = /^--?(=?[^=]*)(?:=([^]*))?$/.exec(argument);
    if (!found || argument === "-") {
      complaints.push(`Unknown argument: ${argument}`);
      continue;
    }
    const [, written = "", inline] = found;
    const spelling = spellingOf(written);
    if ("complaint" in spelling) {
      complaints.push(spelling.complaint);
      continue;
    }
    const { kind } = DEFINITIONS[spelling.name];
    if (kind === "flag" || kind === "switch") {
      if (inline === undefined) values.set(spelling.name, !spelling.negated);
      else complaints.push(`Option ${spelling.spelled} does not take an argument`);
      continue;
    }
    let value = inline;
    if (value === undefined && at + 1 < args.length) {
      at += 1;
      value = args[at]!;
    }
    const taken = takeValue(spelling.spelled, kind, value);
    if ("complaint" in taken) complaints.push(taken.complaint);
    else if (kind === "texts") {
      values.set(spelling.name, [
        ...((values.get(spelling.name) as string[] | undefined) ?? []),
        String(taken.value),
      ]);
    } else values.set(spelling.name, taken.value);
  }
  return { options: withDefaults(values, complaints), complaints };
}

/** Every name that may be written, with the option that is meant. */
function spellings(): ReadonlyMap<string, Spelling> {
  const known = new Map<string, Spelling>();
  for (const [key, { kind }] of Object.entries(DEFINITIONS)) {
    const name = key as DaemonOptionName;
    known.set(name, { name, negated: false });
    if (name.includes("-")) known.set(name.replaceAll("-", "_"), { name, negated: false });
    if (kind !== "flag") continue;
    known.set(`no${name}`, { name, negated: true });
    known.set(`no-${name}`, { name, negated: true });
  }
  return known.set("?", { name: "help", negated: false });
}

function spellingOf(
  written: string,
): (Spelling & { readonly spelled: string }) | { readonly complaint: string } {
  const name = written.toLowerCase();
  const exact = SPELLINGS.get(name);
  if (exact) return { ...exact, spelled: name };
  const begun = [...SPELLINGS].filter(
    ([spelled, meant]) => spelled.startsWith(name) && Object.hasOwn(SEC_OPTIONS, meant.name),
  );
  const meanings = new Set(begun.map(([, spelling]) => `${spelling.name} ${spelling.negated}`));
  const [only] = begun;
  if (only && meanings.size === 1) return { ...only[1], spelled: only[0] };
  if (!only) return { complaint: `Unknown option: ${name}` };
  const candidates = begun.map(([spelled]) => spelled).toSorted();
  return { complaint: `Option ${name} is ambiguous (${candidates.join(", ")})` };
}

const NUMBERS: Partial<Readonly<Record<OptionKind, { readonly form: RegExp; readonly words: string }>>> = {
  integer: { form: /^[-+]?_*\d[\d_]*$/, words: "number expected" },
  real: { form: /^[-+]?(?=\.?\d)[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d[\d_]*)?$/i, words: "real number expected" },
  "extended-integer": {
    form: /^[-+]?(?:0x[\da-f]+|0b[01]+|0[0-7]*|[1-9]\d*)$/i,
    words: "extended number expected",
  },
};

function takeValue(
  name: string,
  kind: OptionKind,
  value: string | undefined,
): { readonly value: number | string } | { readonly complaint: string } {
  if (value === undefined || value === "") return { complaint: `Option ${name} requires an argument` };
  const number = NUMBERS[kind];
  if (!number) return { value };
  if (number.form.test(value)) return { value: numberOf(value) };
  return { complaint: `Value "${value}" invalid for option ${name} (${number.words})` };
}

function numberOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  return sign * (/^0\d+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));
}

function withDefaults(
  values: ReadonlyMap<DaemonOptionName, boolean | number | string | string[]>,
  complaints: string[],
): DaemonOptions {
  const options: Partial<Record<DaemonOptionName, unknown>> = {};
  for (const [key, { kind, initial, range, choices }] of Object.entries(DEFINITIONS)) {
    const name = key as DaemonOptionName;
    let value = values.get(name);
    const words = range?.words ?? choices?.join(" or ");
    const holds = range ? range.holds(Number(value)) : !choices || choices.includes(String(value));
    if (value !== undefined && !holds) {
      complaints.push(`'--${name}' option requires ${words}`);
      value = undefined;
    }
    const missing = value !== undefined && missingCompanion(name, values);
    if (missing) complaints.push(`'--${name}' option requires the '--${missing}' option`);
    options[name] = value ?? initial ?? (kind === "texts" ? [] : kind === "switch" ? false : undefined);
  }
  return options as DaemonOptions;
}

/** Options that are of no use without another one. */
const COMPANIONS: Partial<Readonly<Record<DaemonOptionName, DaemonOptionName>>> = {
  "input-timeout": "timeout-script",
  group: "user",
};

function missingCompanion(
  name: DaemonOptionName,
  values: ReadonlyMap<DaemonOptionName, unknown>,
): DaemonOptionName | undefined {
  const companion = COMPANIONS[name];
  if (companion === undefined || values.has(companion)) return undefined;
  return values.get(name) === 0 ? undefined : companion;
}
