import { timeVariableOf, variableOf } from "./generate-name.ts";
import { variableInCode } from "./generate-perl.ts";
import { actionText } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

const SHOW_ENTRY =
  'my $e = shift; $e ? join(",", map { "$_=" . (defined $e->{$_} ? $e->{$_} : "undef") } ' +
  'grep { !/list/ } sort keys %$e) : "none"';

/** What the actions of one list are written with. */
interface Words {
  readonly scope: ActionScope;
  readonly free: boolean;
  readonly entry: string;
  variable(): string;
  /** Runs an action that sets a variable, and perhaps shows it. */
  receive(action: (receiver: string) => string): string[];
}

function wordsOf(scope: ActionScope): Words {
  const { random, caches } = scope.of;
  const free = scope.restraint === "none";
  return {
    scope,
    free,
    entry: caches.length > 0 ? random.pick(caches).name : "c1",
    variable: () => (scope.restraint === "constant" ? "x" : variableInCode(scope.of, scope.match)),
    receive: (action) => {
      const receiver = variableOf(scope);
      const shown = random.chance(0.5) ? [`write - ${receiver}`] : [];
      return [action(receiver), ...shown, ...(free ? [] : [`free ${receiver}`])];
    },
  };
}

/** A program that gives the same whenever it runs in one second. */
function pureProgram({ scope, variable }: Words): string {
  const replaced = scope.match.set ? "$1" : "x";
  const unset = scope.match.set ? /\$0/g : /\$(?:\d+|\{\d+\}|\+\{[^}]*\}|:\{[^}]*\})/g;
  const text = (): string =>
    actionText(scope, "sink")
      .replaceAll('"', "'")
      .replaceAll(unset, () => replaced);
  return scope.of.random.pick([
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
    `length("${text()}")`,
    "scalar(localtime)",
  ]);
}

function programWithEffect({ scope, variable }: Words): string {
  return scope.of.random.pick([
    "++$total",
    `print "printed ${variable()}\\n";`,
    `$seen{"${variable()}"}++`,
    "$later = 3",
    "time",
  ]);
}

function evalActions(words: Words): ActionChoice[] {
  const { free, receive, scope } = words;
  const { random } = scope.of;
  const exit = (receiver: string): string => `eval ${receiver} ( exit(${random.pick(["", "3", "300"])}) )`;
  return [
    [2.5, () => receive((receiver) => `eval ${receiver} ( ${pureProgram(words)} )`)],
    [free ? 1.5 : 0, () => receive((receiver) => `eval ${receiver} ( ${programWithEffect(words)} )`)],
    [free && random.chance(0.1) ? 0.1 : 0, () => [exit(variableOf(scope))]],
  ];
}

function lcallActions({ free, receive, entry, variable, scope }: Words): ActionChoice[] {
  const lcall = (rest: string): string[] => receive((receiver) => `lcall ${receiver} ${rest}`);
  const plain = ["return", "undef", "die", "(1, 2)", "wantarray", "0"];
  return [
    [1.5, () => lcall(`${variable()} ${variable()} -> ( sub { join("|", scalar(@_), @_) } )`)],
    [0.7, () => lcall(`-> ( sub { ${scope.of.random.pick(plain)} } )`)],
    [free ? 0.7 : 0, () => lcall("-> ( my $n = 0; sub { ++$n } )")],
    [free ? 1.2 : 0, () => lcall(`${entry} :> ( sub { ${SHOW_ENTRY} } )`)],
    [
      free ? 0.8 : 0,
      () => [
        ...lcall(`${entry} none :> ( sub { $_[0] && ($_[0]{hits} += 2) } )`),
        `write - $:{${entry}:hits} $:{${entry}:1}`,
      ],
    ],
  ];
}

/** Functions are held by variables of their own, since their texts differ from run to run. */
function callActions({ free, receive, variable, scope }: Words): ActionChoice[] {
  if (!free) return [];
  const { random } = scope.of;
  const made = ['sub { join("+", @_) }', "my $n = 0; sub { (++$n, @_) }", "sub { die }", "5"];
  const time = (): string => timeVariableOf(scope);
  const callee = (): string => random.pick(["%f1", "%f1", "%f2", variableOf(scope)]);
  return [
    [1, () => [`eval %f1 ( ${random.pick(made)} )`, `call ${time()} %f1 ${variable()} x`]],
    [1, () => receive((receiver) => `call ${receiver} ${callee()}`)],
    [0.3, () => ["if %f1 ( write - f1 is true ) else ( write - f1 is false )"]],
  ];
}

/** Actions with Perl code. */
export function perlActions(scope: ActionScope): ActionChoice[] {
  if (!scope.of.options.perl) return [];
  const words = wordsOf(scope);
  return [...evalActions(words), ...lcallActions(words), ...callActions(words)];
}
