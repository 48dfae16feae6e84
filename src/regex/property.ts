import { type ByteSet, complement, NO_BYTE, VERTICAL_SPACE } from "./byte-set.ts";
import { PROPERTY_TABLE } from "./property-table.ts";

/** Properties whose meaning is "any cased letter" when case is ignored (perlunicode, "Properties"). */
const CASED: ReadonlySet<string> = new Set([
  ..."lu ll lt upper lower title uppercase lowercase titlecase".split(" "),
  ..."uppercaseletter lowercaseletter titlecaseletter xposixupper xposixlower".split(" "),
]);
const ASCII_CASED: ReadonlySet<string> = new Set(["posixupper", "posixlower"]);

const CATEGORY_PREFIXES = ["generalcategory=", "category=", "gc="];
const SCRIPT_PREFIXES = ["scriptextensions=", "scx=", "script=", "sc="];

/** The general categories by their long names; the short names have one or two letters. */
const CATEGORIES: ReadonlySet<string> = new Set([
  ..."casedletter closepunctuation cntrl combiningmark connectorpunctuation control currencysymbol".split(
    " ",
  ),
  ..."dashpunctuation decimalnumber digit enclosingmark finalpunctuation format initialpunctuation".split(
    " ",
  ),
  ..."letter letternumber lineseparator lowercaseletter mark mathsymbol modifierletter".split(" "),
  ..."modifiersymbol nonspacingmark number openpunctuation other otherletter othernumber".split(" "),
  ..."otherpunctuation othersymbol paragraphseparator privateuse punct punctuation separator".split(" "),
  ..."spaceseparator spacingmark surrogate symbol titlecaseletter unassigned uppercaseletter".split(" "),
]);

const isCategory = (loose: string): boolean => loose.length <= 2 || CATEGORIES.has(loose);

let table: Map<string, ByteSet> | undefined;

/** Built at the first `\p`, since few patterns have one. */
function properties(): Map<string, ByteSet> {
  table ??= new Map(
    PROPERTY_TABLE.flatMap(([ranges, names]) => {
      const set = parseRanges(ranges);
      return names.split(" ").map((name) => [name, set] as const);
    }),
  );
  return table;
}

function parseRanges(ranges: string): ByteSet {
  const set = NO_BYTE.slice();
  for (const range of ranges.split(" ").filter((text) => text !== "")) {
    const [first, last] = range.split("-");
    set.fill(1, Number.parseInt(first!, 16), Number.parseInt(last ?? first!, 16) + 1);
  }
  return set;
}

/**
 * The bytes that have the property `name`, the text between the braces of `\p{…}`; undefined if it is not
 * in the table. Names are compared loosely, as Perl does: case, blanks, `_`, `-` and a leading `Is` do not
 * matter.
 */
export function propertySet(name: string, ignoreCase: boolean): ByteSet | undefined {
  const negative = name.trimStart().startsWith("^");
  const loose = looseName(negative ? name.trimStart().slice(1) : name);
  const set = lookUp(ignoreCase ? caseless(loose) : loose);
  return set !== undefined && negative ? complement(set) : set;
}

function lookUp(loose: string): ByteSet | undefined {
  if (loose === "vertspace") return VERTICAL_SPACE;
  return properties().get(loose) ?? (loose.startsWith("is") ? properties().get(loose.slice(2)) : undefined);
}

function caseless(loose: string): string {
  const bare = loose.startsWith("is") ? loose.slice(2) : loose;
  if (CASED.has(bare)) return "lc";
  return ASCII_CASED.has(bare) ? "posixalpha" : loose;
}

function looseName(name: string): string {
  let loose = "";
  for (const character of name.toLowerCase().replaceAll(":", "=")) {
    if (!" \t_-".includes(character)) loose += character;
  }
  const category = withoutPrefix(loose, CATEGORY_PREFIXES);
  if (category !== undefined) return isCategory(category) ? category : loose;
  const script = withoutPrefix(loose, SCRIPT_PREFIXES);
  return script === undefined || isCategory(script) ? loose : script;
}

function withoutPrefix(name: string, prefixes: readonly string[]): string | undefined {
  const prefix = prefixes.find((candidate) => name.startsWith(candidate));
  return prefix === undefined ? undefined : name.slice(prefix.length);
}
