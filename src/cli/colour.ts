export type ColourChoice = "auto" | "always" | "never";

/** What is coloured in the output of a command. */
export type Style = "bold" | "error" | "warning" | "hint";

const CODES: Readonly<Record<Style, string>> = { bold: "1", error: "1;31", warning: "1;33", hint: "36" };

/**
 * Paints texts, or leaves them as they are: on no terminal, or where NO_COLOR is set (https://no-color.org).
 */
export function painter(choice: ColourChoice, isTerminal: boolean): (style: Style, text: string) => string {
  const colours = choice === "always" || (choice === "auto" && isTerminal && !process.env["NO_COLOR"]);
  return colours ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_, text) => text;
}
