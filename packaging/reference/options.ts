import {
  DAEMON_OPTIONS,
  type OptionDefinition,
  OWN_OPTIONS,
  SEC_OPTIONS,
} from "../../src/daemon/option-table.ts";
import { argument, item, list, sentences } from "./mdoc.ts";

type Options = Readonly<Record<string, OptionDefinition>>;

/** SEC's options. */
export function secOptions(): string {
  return optionList(SEC_OPTIONS);
}

/** Options that SEC does not have. */
export function ownOptions(): string {
  return optionList(OWN_OPTIONS);
}

/** All options by their names. */
export function allOptions(): Options {
  return DAEMON_OPTIONS;
}

function optionList(options: Options): string {
  return list(Object.entries(options).map(([name, definition]) => option(name, definition)));
}

function option(name: string, { kind, value, initial, choices, range, summary }: OptionDefinition): string {
  const values = choices?.map((word) => `Cm ${word}`) ?? [`Ar ${argument(value ?? "value")}`];
  const withValue = value === undefined ? `Fl -${name}` : `Fl -${name} Ns = Ns ${values.join(" | ")}`;
  const forms = kind === "flag" ? `Fl -${name} , Fl -no${name}` : withValue;
  const standard = kind === "flag" ? (initial === true ? `--${name}` : `--no${name}`) : initial;
  const notes = [
    ...(kind === "texts" ? ["May be given several times"] : []),
    ...(range === undefined ? [] : [`Takes ${range.words}`]),
    ...(standard === undefined ? [] : [`Default: ${standard}`]),
  ];
  return item(forms, sentences(summary), ...notes.map(sentences));
}
