import type { RegexCase } from "./perl.ts";
import { Random } from "./random.ts";

/** What random patterns are made of. */
export type Flavour = "ordinary" | "exotic" | "bytes" | "extended" | "names" | "recursive" | "verbs" | "soup";

export const FLAVOURS: readonly Flavour[] = [
  "ordinary",
  "exotic",
  "bytes",
  "extended",
  "names",
  "recursive",
  "verbs",
  "soup",
];

const SUBJECTS_PER_PATTERN = 3;

/** At least `count` cases from a seed: the same seed gives the same cases. */
export function generateCases(seed: number, count: number, flavours = FLAVOURS): RegexCase[] {
  const random = new Random(seed);
  const cases: RegexCase[] = [];
  while (cases.length < count) {
    const flavour = random.pick(flavours);
    const pat = new PatternGenerator(random, flavour).pattern();
    const flags = flagsFor(random, flavour);
    for (let index = 0; index < SUBJECTS_PER_PATTERN; index++) {
      cases.push({ pat, flags, subj: subjectFor(random, flavour) });
    }
  }
  return cases;
}

function flagsFor(random: Random, flavour: Flavour): string {
  const flags = ["i", "m", "s", "n"].filter((flag) => random.chance(flag === "n" ? 0.03 : 0.12));
  if (flavour === "extended") flags.push(random.chance(0.3) ? "xx" : "x");
  if (flavour === "bytes" && random.chance(0.3)) flags.push(random.pick(["u", "a", "aa"]));
  return flags.join("");
}

const ORDINARY_BYTES = ["a", "a", "a", "b", "b", "c", " ", "1", "A", ":", "\n"];
const HIGH_BYTES = [
  "\xe4",
  "\xc4",
  "\xdf",
  "\xff",
  "\x85",
  "\xa0",
  "\xb5",
  "\xd7",
  "\0",
  "\r",
  "\n",
  "s",
  "S",
  "a",
  "_",
];

function subjectFor(random: Random, flavour: Flavour): string {
  const bytes = flavour === "bytes" ? HIGH_BYTES : ORDINARY_BYTES;
  const usable = bytes.filter((byte) => byte !== "\n" || random.chance(0.3));
  return Array.from({ length: random.below(10) }, () => random.pick(usable)).join("");
}

const LITERALS = ["a", "b", "c", "ab", " ", "1", ":"];
const CLASSES = [
  ".",
  "\\d",
  "\\w",
  "\\s",
  "\\S",
  "[ab]",
  "[^a]",
  "[a-c]",
  "[^\\s:]",
  "\\W",
  "[[:alpha:]]",
  "\\N",
];
const BYTE_LITERALS = [
  "\\xe4",
  "\xc4",
  "\\xDF",
  "ss",
  "s",
  "\\x{ff}",
  "\\205",
  "\xa0",
  "\\0",
  "\\cM",
  "\\x{100}",
  "\xb5",
];
const BYTE_CLASSES = [
  "\\h",
  "\\H",
  "\\v",
  "\\V",
  "\\R",
  "\\X",
  "[[:^print:]]",
  "[[:punct:]\\xd7]",
  "[^\\xe4]",
  "[\\x80-\\xff]",
  "[\\h\\n]",
  "\\p{L}",
  "\\PL",
  "[\\p{Lu}a]",
  "\\w",
  "\\W",
  "[[:upper:]]",
  "[\\xdfx]",
  "\\N{U+E4}",
  "[^\\W_]",
  "(?[ \\w - [a-f] ])",
];
const ASSERTIONS = ["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\G"];
const QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "{,2}", "*?", "+?", "??", "{1,2}?"];
const POSSESSIVE = ["*+", "++", "?+", "{1,2}+"];
const LOOKBEHINDS = ["a", "ab", "[ab]", "a|b", "\\w", "(a)", "a|bc", "a?b", "^", "\\b"];
const VERBS = ["(*PRUNE)", "(*SKIP)", "(*COMMIT)", "(*THEN)", "(*ACCEPT)", "(*F)", "(*MARK:a)", "(*SKIP:a)"];
const SOUP = [..."(((()))))?*+{}[]|^$\\\\.:=!<>#&'-,0123abPRkgxNwdsQE \nK"];

class PatternGenerator {
  private readonly random: Random;
  private readonly flavour: Flavour;
  private groups = 0;
  private named = 0;

  constructor(random: Random, flavour: Flavour) {
    this.random = random;
    this.flavour = flavour;
  }

  pattern(): string {
    return this.flavour === "soup" ? this.soup() : this.alternatives(3);
  }

  /** Mostly nonsense, to compare what is rejected. */
  private soup(): string {
    const { random } = this;
    const piece = () => (random.chance(0.3) ? this.alternatives(1) : random.pick(SOUP));
    return Array.from({ length: 1 + random.below(8) }, piece).join("");
  }

  private alternatives(depth: number): string {
    const { random } = this;
    let pattern = this.sequence(depth);
    while (random.chance(0.25)) pattern += `|${random.chance(0.08) ? "" : this.sequence(depth)}`;
    return pattern;
  }

  private sequence(depth: number): string {
    const { random } = this;
    let pattern = "";
    for (let count = 1 + random.below(3); count > 0; count--)
      pattern += this.quantified(depth) + this.blank();
    return pattern;
  }

  private quantified(depth: number): string {
    const { random } = this;
    const atom = this.atom(depth);
    const repeatable = /^(?:.|\\.|\[[^]*\]|\([^]*\))$/.test(atom) && !/^(?:\^|\$|\\[bBAzZG])$/.test(atom);
    if (!repeatable || !random.chance(0.35)) return atom;
    const choices = this.flavour === "ordinary" ? QUANTIFIERS : [...QUANTIFIERS, ...POSSESSIVE];
    return atom + this.blank() + random.pick(choices);
  }

  private blank(): string {
    if (this.flavour !== "extended" || !this.random.chance(0.4)) return "";
    return this.random.pick([" ", "\n", "\t ", "# (a\n", "(?#b)", "  "]);
  }

  private atom(depth: number): string {
    const { random, flavour } = this;
    const roll = random.fraction();
    if (roll < 0.45) return random.pick(flavour === "bytes" ? [...LITERALS, ...BYTE_LITERALS] : LITERALS);
    if (roll < 0.6) return random.pick(flavour === "bytes" ? [...CLASSES, ...BYTE_CLASSES] : CLASSES);
    if (roll < 0.66) return random.pick(ASSERTIONS);
    if (depth <= 0) return "a";
    if (roll < 0.82) return this.group(depth);
    if (roll < 0.92 || flavour === "ordinary" || flavour === "bytes")
      return `(?:${this.alternatives(depth - 1)})`;
    if (flavour === "recursive" && random.chance(0.6)) return this.recursion(depth);
    return flavour === "verbs" && random.chance(0.6) ? random.pick(VERBS) : this.exotic(depth);
  }

  private group(depth: number): string {
    this.groups++;
    if (this.flavour !== "names" || !this.random.chance(0.6)) return `(${this.alternatives(depth - 1)})`;
    const name = this.random.pick(["n", "m", "word"]);
    this.named++;
    const opening = this.random.pick([`(?<${name}>`, `(?'${name}'`, `(?P<${name}>`]);
    return `${opening}${this.alternatives(depth - 1)})`;
  }

  private exotic(depth: number): string {
    const { random } = this;
    const inner = () => this.alternatives(depth - 1);
    const group = 1 + random.below(Math.max(1, this.groups));
    const name = random.pick(["n", "m", "word"]);
    const choices: (() => string)[] = [
      () => `(?=${inner()})`,
      () => `(?!${inner()})`,
      () => `(?>${inner()})`,
      () => `(?<=${random.pick(LOOKBEHINDS)})`,
      () => `(?<!${random.pick(LOOKBEHINDS)})`,
      () => (this.groups > 0 ? `\\${group}` : "\\h"),
      () => (this.groups > 0 ? `\\g{-${1 + random.below(this.groups)}}` : "\\v"),
      () => `(?i:${inner()})`,
      () => `(?${random.pick(["i", "s", "m", "x", "-i", "^"])})`,
      () => `(?(${group})${this.sequence(depth - 1)}|${this.sequence(depth - 1)})`,
      () => `(?(?=${inner()})${this.sequence(depth - 1)}|${this.sequence(depth - 1)})`,
      () => `(?|${inner()}|(b)|(c))`,
      () => (this.named > 0 ? `\\k<${name}>` : "\\K"),
    ];
    return random.pick(choices)();
  }

  private recursion(depth: number): string {
    const { random } = this;
    const group = 1 + random.below(Math.max(1, this.groups));
    return random.pick([
      `(?${group})`,
      `(a(?${this.groups + 1})?b)`,
      `(?(R)a|b)`,
      `(?(DEFINE)(${this.sequence(depth - 1)}))`,
    ]);
  }
}
