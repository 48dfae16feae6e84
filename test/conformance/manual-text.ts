import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A paragraph of the installed manual, in the lines in which it is set. */
export interface Paragraph {
  readonly section: string;
  readonly lines: readonly string[];
  /** It has words in another font: prose, not an example. */
  readonly prose: boolean;
}

const FALLBACK = "/usr/share/man/man1/sec.1.gz";

/** Reads the roff source of the installed `sec(1)`. */
export function manualParagraphs(): Paragraph[] {
  return paragraphs(gunzipSync(readFileSync(manualPath())).toString("latin1"));
}

function manualPath(): string {
  try {
    return execFileSync("man", ["-w", "sec"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return FALLBACK;
  }
}

function paragraphs(source: string): Paragraph[] {
  const found: Paragraph[] = [];
  let section = "";
  let lines: string[] = [];
  let prose = false;
  let broken = true;
  const end = () => {
    if (lines.length > 0) found.push({ section, lines, prose });
    lines = [];
    prose = false;
    broken = true;
  };
  for (const line of source.split("\n")) {
    const macro = /^\.(\S+)\s*(.*)/.exec(line);
    if (macro?.[1] === "br") broken = true;
    else if (macro && /^(I|B|IR|BR|RB|RI|IB|BI)$/.test(macro[1]!)) prose = true;
    else if (macro || line.trim() === "") {
      end();
      if (macro && /^S[HS]$/.test(macro[1]!)) section = macro[2]!;
    } else {
      const text = unescape(line);
      // Lines are filled up until one is broken off, or one begins with a blank.
      if (broken || text.startsWith(" ")) lines.push(text);
      else lines.push(`${lines.pop()?.trimEnd()} ${text}`);
      broken = false;
    }
  }
  end();
  return found;
}

function unescape(line: string): string {
  return line.replace(/\\(\\|-|&|e|'|f.|\(aq|\(bu)/g, (_whole, name: string) =>
    name === "\\" || name === "e" ? "\\" : name === "-" ? "-" : name === "'" || name === "(aq" ? "'" : "",
  );
}
