import type { Pattern } from "./generate-pattern.ts";
import { matchVariable } from "./generate-text.ts";
import type { CaseScope, MatchVariables } from "./scope.ts";

/** The code of a function pattern, and the variables that it can set. */
interface PatternCode {
  readonly code: string;
  readonly numbered: number;
  readonly named: readonly string[];
}

const SHOW_LIST = '"$_"';
function lineFunction(of: CaseScope): PatternCode {
  const { random, kinds } = of;
  const kind = random.pick(kinds);
  const none = { numbered: 0, named: [] as string[] };
  return random.weighted<PatternCode>([
    [6, { ...none, code: `sub { return $_[0] =~ /^${kind} (\\S+)/ ? $1 : 0; }`, numbered: 1 }],
    [
      4,
      {
        ...none,
        code: `sub { my ($l, $s) = @_; return $l =~ /^(\\w+) (\\S+)(?: (\\d+))?/ ? ($2, $1, $3) : (); }`,
        numbered: 3,
      },
    ],
    [2, { ...none, code: `sub { $_[0] =~ /^${kind} (\\S+) ?(\\d)?/ }`, numbered: 2 }],
    [1, { ...none, code: `sub { $_[0] =~ /${kind}/ }`, numbered: 1 }],
    [
      4,
      {
        ...none,
        code: `sub { $_[0] =~ /^${kind} (\\S+)/ ? { k => $1, n => length($_[0]), user => uc($1) } : undef }`,
        named: ["k", "n", "user"],
      },
    ],
    [
      2,
      {
        ...none,
        code:
          "sub { $_[0] =~ /^(\\w+) (\\S+)/ or return 0; " +
          "return { k => $2, list => [split(//, $2)], v => undef }; }",
        named: ["k", "v"],
      },
    ],
    [
      1,
      {
        ...none,
        code:
          "sub { return {} if $_[0] =~ /a/; " +
          'return { k => "x", "a!" => 1, 1 => "one", 0 => "zero", v => "own" }; }',
        numbered: 1,
        named: ["k", "v", "a!"],
      },
    ],
    [2, { ...none, code: "sub { ++$seen{$_[0]} % 2 ? ($seen{$_[0]}, $total) : 0; }", numbered: 2 }],
    [1, { ...none, code: 'sub { return $_[0] =~ /b/ ? (0, "") : "0"; }', numbered: 2 }],
    [1, { ...none, code: `sub { die "no" if $_[0] =~ /${kind}/; "fine"; }`, numbered: 1 }],
    [
      1,
      { ...none, code: 'sub { $_[0] = "changed"; return defined($_[1]) ? "$_[1]" : "undef"; }', numbered: 1 },
    ],
    [1.5, { ...none, code: "my $n = 0; sub { ++$n > 2 ? ($n, $_[0], time) : 0; }", numbered: 3 }],
    [0.5, { ...none, code: `sub { return undef; }` }],
  ]);
}

function linesFunction(of: CaseScope): PatternCode {
  const kind = of.random.pick(of.kinds);
  const named: string[] = [];
  return of.random.weighted<PatternCode>([
    [3, { code: `sub { join("|", map { defined ? ${SHOW_LIST} : "undef" } @_); }`, numbered: 1, named }],
    [2, { code: "sub { return ($_[0] cmp $_[1]); }", numbered: 1, named }],
    [2, { code: `sub { $_[1] =~ /^${kind} (\\S+)/ ? (scalar(@_), $1, $_[-1]) : 0; }`, numbered: 3, named }],
    [1, { code: "sub { { k => $_[0], n => $_[-1] } }", numbered: 0, named: ["k", "n"] }],
  ]);
}

/** A PerlFunc or NPerlFunc pattern. */
export function functionPattern(of: CaseScope, suffix: string, lines: number): Pattern {
  const { random } = of;
  const { code, numbered, named } = lines > 1 ? linesFunction(of) : lineFunction(of);
  const negated = random.chance(0.2);
  const keyword = random.pick(["PerlFunc", "PerlFunc", "perlfunc"]);
  const type = `${negated ? "N" : ""}${keyword}${lines > 1 ? lines : ""}`;
  const fields = [`ptype${suffix}=${type}`, `pattern${suffix}=${code}`];
  if (negated) return { fields, match: { set: true, numbered: 0, named: [] }, rank: undefined };
  const mapped = random.chance(0.3) ? random.sample(["v", "w_1"], 1) : [];
  const entry = random.chance(0.5) ? random.pick(["c1", "c2"]) : undefined;
  if (entry !== undefined) of.caches.push({ name: entry, variables: ["1", "hits", ...mapped, ...named] });
  const map = [
    ...(entry === undefined ? [] : [entry]),
    ...mapped.map((name) => `${name}=${random.between(0, 3)}`),
  ];
  return {
    fields: [...fields, ...(map.length > 0 ? [`varmap${suffix}=${map.join("; ")}`] : [])],
    match: { set: true, numbered, named: [...named, ...mapped] },
    rank: undefined,
  };
}

/**
 * A match variable to stand in code. `$0`, if it is not replaced, is the name of the program there, and `$1`
 * what the reference itself has matched last.
 */
export function variableInCode(of: CaseScope, match: MatchVariables): string {
  if (!match.set) return "x";
  return matchVariable(of, match).replace(/^\$0$/, "$1");
}

/** An operand of a context expression with Perl code in it. */
export function perlOperand(of: CaseScope, match: MatchVariables): string {
  const { random, keys, caches } = of;
  const entry = caches.length > 0 ? random.pick(caches).name : "c1";
  const variable = (): string => variableInCode(of, match);
  return random.weighted<() => string>([
    [2, () => `=( "${variable()}" eq "${random.pick(["alice", "bob", "c3", "7"])}" )`],
    [1, () => `= ( ++$count{"${variable()}"} % 2 )`],
    [1, () => `=(${variable()} > 3)`],
    [1, () => `=( $total > ${random.between(1, 4)} )`],
    [0.5, () => `=( ${random.pick(['die "x"', "0.0", '"0.0"', "()", "(1, 0)", "1 +", "my @l = (0); @l"])} )`],
    [0.5, () => "=( time % 3 )"],
    [0.5, () => `=( $flip = !$flip; )`],
    [0.5, () => `=( my $x = "${variable()}"; ++$x; length($x) > 2 )`],
    [1, () => `${variable()} -> ( sub { length($_[0]) > 3 } )`],
    [1, () => `${variable()} ${variable()} -> ( sub { @_ == 2 && $_[0] ne $_[1] } )`],
    [0.7, () => "-> ( sub { ++$calls % 3 } )"],
    [0.5, () => "x -> ( my $n = 0; sub { $n = !$n } )"],
    [
      0.5,
      () =>
        `${variable()} -> ( sub { ${random.pick(["wantarray", "die", "undef", "@_", "return (1, 0)"])} } )`,
    ],
    [
      0.5,
      () => `x -> ( sub { $_[0] eq "${random.pick(keys).replaceAll(/["\\$@()]/g, "")}" || ++$total < 3 } )`,
    ],
    [1, () => `${entry} :> ( sub { defined($_[0]) && $_[0]->{1} eq "alice" } )`],
    [1, () => `${entry} none :> ( sub { $_[0] && ++$_[0]->{hits}; !defined($_[1]) } )`],
    [1, () => `${entry} :> ( sub { $_[0]{v} = "changed"; delete $_[0]{k}; exists $_[0]{1} } )`],
    [1, () => `${entry} :> ( sub { scalar(grep { defined } values %{$_[0] || {}}) > 4 } )`],
    [0.7, () => `c1 c2 :> ( sub { $_[1] && $_[1]{list} ? @{$_[1]{list}} > 3 : 1 } )`],
    [0.5, () => `${entry} :> ( sub { $kept = shift; 1 } )`],
    [0.5, () => `=( $kept->{hits} = ++$later; )`],
  ])();
}

/** An event group pattern that is a function. */
export function groupFunction(of: CaseScope): readonly [type: string, pattern: string] {
  const { random } = of;
  const code = random.pick([
    "sub { $_[0] =~ /1 2/ }",
    "sub { my ($string, $tokens) = @_; return @$tokens > 2; }",
    "sub { my %c; $c{$_}++ for @{$_[1]}; keys(%c) >= 2; }",
    'sub { $_[1][-1] eq "A" }',
    'sub { push @{$_[1]}, "x"; @{$_[1]} > 3; }',
    'sub { die "group" if @{$_[1]} % 2; 1; }',
    "sub { wantarray }",
    'sub { join(" ", @{$_[1]}) eq $_[0] && ++$groups % 2 }',
  ]);
  return [random.pick(["PerlFunc", "PerlFunc", "NPerlFunc"]), code];
}
