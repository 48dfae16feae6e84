import type { RequestDefinition } from "../../daemon/control/definition.ts";
import { REQUESTS } from "../../daemon/control/requests/index.ts";
import { wrapped } from "../text-width.ts";
import { CTL_OPTIONS } from "./arguments.ts";

const COLUMN = 24;
const WIDTH = 80;

/** The help of `sec-ts ctl`, made from the table of requests. */
export function ctlHelp(): string {
  const requests = Object.values(REQUESTS).flatMap((definition) => [
    entry(synopsis(definition), definition.summary),
    ...Object.entries(definition.arguments)
      .filter(([, { positional }]) => !positional)
      .map(([name, { kind, summary }]) =>
        entry(kind === "flag" ? `  --${name}` : `  --${name}=${name.toUpperCase()}`, summary),
      ),
  ]);
  const options = Object.entries(CTL_OPTIONS).map(([name, { value, summary }]) =>
    entry(value === undefined ? `--${name}` : `--${name}=${value.toUpperCase()}`, summary),
  );
  return `Usage: sec-ts ctl [OPTIONS] REQUEST

Asks a running sec-ts, or tells it what to do, through its control socket.

Requests:
${requests.join("\n")}

Options:
${options.join("\n")}

Members of group sec-ts may ask for status; root and the user that sec-ts runs
as may do all of this.

Exit status: 0 done; 1 refused or failed; 2 wrong usage; 3 no sec-ts is running
there; 4 not permitted.
`;
}

/** A request with its arguments as they are written: `debug LEVEL`. */
export function synopsis({ name, arguments: args }: RequestDefinition): string {
  const words = Object.entries(args)
    .filter(([, { positional }]) => positional)
    .map(([argument, { required }]) => {
      const word = argument === "containing" ? "TEXT" : argument.toUpperCase();
      return required ? word : `[${word}]`;
    });
  return [name, ...words].join(" ");
}

function entry(head: string, summary: string): string {
  const left = `  ${head}`.padEnd(COLUMN);
  const text = wrapped(summary, { width: WIDTH, from: COLUMN, indent: " ".repeat(COLUMN) });
  return left.length > COLUMN ? `${left.trimEnd()}\n${" ".repeat(COLUMN)}${text}` : left + text;
}
