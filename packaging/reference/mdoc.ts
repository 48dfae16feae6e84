/** Text as it stands in a line of mdoc(7): nothing in it is taken for a request. */
export function text(words: string): string {
  const escaped = words
    .replace(/\\/g, "\\e")
    .replace(/…/g, "\\&...")
    .replace(/[“”]/g, '"')
    .replace(/\^/g, "\\(ha")
    .replace(/~/g, "\\(ti")
    .replace(/`/g, "\\(ga");
  // Hyphens of options and commands are to be copied, so they must not become typographic ones.
  return escaped
    .replace(/(^|[\s(=])--?(?=\w)/g, (dashes) => dashes.replace(/-/g, "\\-"))
    .replace(/^([.'])/, "\\&$1");
}

/** Text as an argument of a macro. */
export function argument(words: string): string {
  const escaped = text(words).replace(/"/g, "\\(dq");
  // A word that is a macro's name, or punctuation, would be taken for that.
  return `"${/^(?:[A-Z%][a-zA-Z]|[.,:;()[\]?!|-])$/.test(words) ? "\\&" : ""}${escaped}"`;
}

/** A sentence or more: every sentence on a line of its own, as mdoc(7) asks for. */
export function sentences(words: string): string {
  const line = /[.!?]$/.test(words) ? words : `${words}.`;
  const capital = line.replace(/^[a-z](?![^\s]*=)/, (letter) => letter.toUpperCase());
  return capital
    .replace(/([.;:!?]) (?=[A-Z])/g, "$1\n")
    .split("\n")
    .map(text)
    .join("\n");
}

/** One item of a list with tags: macros of the tag, and lines below it. */
export function item(tag: string, ...lines: readonly string[]): string {
  return [`.It ${tag}`, ...lines].join("\n");
}

/** A list of {@link item}s. */
export function list(items: readonly string[], width = "Ds"): string {
  return [`.Bl -tag -width ${width}`, ...items, ".El"].join("\n");
}
