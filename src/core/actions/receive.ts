import type { Engine } from "../engine.ts";
import { type CodeCall, callPerl } from "../perl-calls.ts";
import { perlText } from "../perl-port.ts";
import { setNumber, setVariable } from "./scope.ts";

/** Runs Perl code and sets a variable to its values; after a failure the variable is left as it was. */
export function receive(engine: Engine, variable: string, call: CodeCall): void {
  const result = callPerl(engine, call);
  if (result?.kind !== "text") return;
  if (result.value !== undefined) {
    if (result.isNumber) setNumber(engine, variable, perlText(result.value));
    else setVariable(engine, variable, result.value);
    return;
  }
  engine.log(6, () => `No value received for variable '%${variable}', set to undef`);
  engine.variables.set(variable, undefined);
}
