import { timeVariableOf, variableOf } from "./generate-name.ts";
import { actionText, matchVariable } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

const SHOW_ENTRY =
  'my $e = shift; $e ? join(",", map { "$_=" . (defined $e->{$_} ? $e->{$_} : "undef") } ' +
  'grep { !/list/ } sort keys %$e) : "none"';

/** Actions with Perl code. */
export function perlActions(scope: ActionScope): ActionChoice[] {
  const { random, options, caches } = scope.of;
  if (!options.perl) return [];
  const free = scope.restraint === "none";
  const name = (): string => variableOf(scope);
  const variable = (): string =>
    scope.restraint === "constant" ? "x" : matchVariable(scope.of, scope.match);
  const entry = caches.length > 0 ? random.pick(caches).name : "c1";
  const shown = (action: string, receiver: string): string[] => [
    action,
    ...(random.chance(0.5) ? [`write - ${receiver}`] : []),
    ...(free ? [] : [`free ${receiver}`]),
  ];
  const pure = (): string =>
    random.pick([
      `uc("${variable()}")`,
      `(1, "${variable()}", undef)`,
      "()",
      "undef",
      'die "x"',
      `${variable()} + 1`,
      "2 +",
      'join(",", map { $_ * 2 } 1..3)',
      "my $x = 5; $x * $x",
      "return (3, 4)",
      "10 / 4",
      "wantarray",
      `length("${actionText(scope, "sink").replaceAll('"', "'")}")`,
      "scalar(localtime)",
    ]);
  const impure = (): string =>
    random.pick([
      "++$total",
      `print "printed ${variable()}\\n";`,
      `$seen{"${variable()}"}++`,
      "$later = 3",
      "time",
    ]);
  const evaluate = (code: string): string[] => {
    const receiver = name();
    return shown(`eval ${receiver} ( ${code} )`, receiver);
  };
  const lcall = (rest: string): string[] => {
    const receiver = name();
    return shown(`lcall ${receiver} ${rest}`, receiver);
  };
  return [
    [2.5, () => evaluate(pure())],
    [free ? 1.5 : 0, () => evaluate(impure())],
    [1.5, () => lcall(`${variable()} ${variable()} -> ( sub { join("|", scalar(@_), @_) } )`)],
    [
      0.7,
      () => lcall(`-> ( sub { ${random.pick(["return", "undef", "die", "(1, 2)", "wantarray", "0"])} } )`),
    ],
    [free ? 0.7 : 0, () => lcall("-> ( my $n = 0; sub { ++$n } )")],
    [free ? 1.2 : 0, () => lcall(`${entry} :> ( sub { ${SHOW_ENTRY} } )`)],
    [
      free ? 0.8 : 0,
      () => [
        ...lcall(`${entry} none :> ( sub { $_[0] && ($_[0]{hits} += 2) } )`),
        `write - $:{${entry}:hits} $:{${entry}:1}`,
      ],
    ],
    [
      free ? 1 : 0,
      () => {
        const made = random.pick([
          'sub { join("+", @_) }',
          "my $n = 0; sub { (++$n, @_) }",
          "sub { die }",
          "5",
        ]);
        return [`eval %f1 ( ${made} )`, `call ${timeVariableOf(scope)} %f1 ${variable()} x`];
      },
    ],
    [
      free ? 1 : 0,
      () => {
        const receiver = name();
        return shown(`call ${receiver} ${random.pick(["%f1", "%f1", "%f2", name()])}`, receiver);
      },
    ],
    [free ? 0.3 : 0, () => ["if %f1 ( write - f1 is true ) else ( write - f1 is false )"]],
    [
      free && random.chance(0.1) ? 0.1 : 0,
      () => [`eval ${name()} ( exit(${random.pick(["", "3", "300"])}) )`],
    ],
  ];
}
