import { readCases } from "./cases.ts";
import { manualExamples } from "./manual-examples.ts";
import { type ConformanceCase, expectedText, orderedText } from "./outcome.ts";
import { closeReference, runReference } from "./reference.ts";

/** Prints cases whose name contains an argument, and all that the reference does with them. */
async function show(parts: readonly string[]): Promise<void> {
  const cases: ConformanceCase[] = [...readCases(), ...manualExamples()];
  for (const each of cases.filter(({ name }) => parts.some((part) => name.includes(part)))) {
    const outcome = await runReference(each);
    const log = orderedText({ ordered: outcome.log, exitCode: 0 });
    const shown = [
      ["case", `${each.name} ${each.options.join(" ")}`],
      ...Object.entries(each.files),
      ...Object.entries(each.inputs ?? { trace: each.trace }),
      ["output", orderedText(outcome) || expectedText(outcome)],
      ["log", log],
      ["standard error", outcome.errors.join("\n")],
      ["state", JSON.stringify(outcome.state, null, 1)],
    ];
    process.stdout.write(shown.map(([title, text]) => `=== ${title}\n${text}\n`).join(""));
  }
}

await show(process.argv.slice(2));
closeReference();
