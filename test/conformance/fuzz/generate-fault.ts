import type { CaseScope } from "./scope.ts";

/** Values that some field does not take. The reference rejects the rule, or warns and goes on. */
const BAD_FIELDS = [
  "window=0",
  "window=x",
  "window=",
  "window=1.5",
  "thresh=0",
  "thresh=-1",
  "thresh2=x",
  "continue=maybe",
  "continue=GoTo",
  "continue2=Goto nowhere",
  "multact=maybe",
  "multact=",
  "constset=x",
  "procallin=maybe",
  "ptype=NTValue",
  "ptype=Cached2",
  "ptype=RegExp0",
  "ptype=",
  "pattern=(",
  "pattern=[a",
  "pattern=*",
  "pattern2=a{2,1}",
  "varmap=1a",
  "varmap=a=x",
  "varmap=",
  "varmap=a=1=2",
  "context=A &&",
  "context=(A",
  "context=A B",
  "context=[A",
  "context=!",
  "context2=A || ) B",
  "desc=",
  "action=",
  "action=;",
  "action=write",
  "action=write - a)",
  "action=write - (a",
  "action=none;; none",
  "action=; none",
  "action=frob x",
  "action=create a b c d e",
  "action=assign a 1",
  "action=if %a none",
  "action=while %a",
  "action=if %a ( none ) else",
  "action2=pop X",
  "action=set X",
  "action=event",
  "action=tevent",
  "action=cevent a",
  "action=reset x y z",
  "action=copy A b",
  "action=exists A %a",
  "action=add",
  "action=alias",
  "action=rewrite",
  "action=setwpos",
  "action=getwpos %a",
  "count=nothing",
  "egtoken=A",
  "egpattern=(",
  "egptype=TValue",
  "init=frob",
  "time=* * * *",
  "time=60 * * * *",
  "time=* 24 * * *",
  "time=5/2 * * * *",
  "time=, * * * *",
  "time=* * 32 * *",
  "time=30-10 * * * *",
  "type=Foo",
  "type=EventGroup0",
  "type=",
  "joincfset=",
  "cfset=",
  "Type=Single",
  "foo=bar",
  "garbage",
  "=x",
  "rem=",
  "label=x",
];

/** Spoils one field of a rule: it is left out, doubled, misspelt, or given a value that it does not take. */
export function withFault(of: CaseScope, fields: readonly string[]): string[] {
  const { random } = of;
  const at = random.below(fields.length);
  const field = fields[at] ?? "";
  return random.weighted<() => string[]>([
    [2, () => fields.toSpliced(at, 1)],
    [1, () => fields.toSpliced(random.below(fields.length), 0, field)],
    [
      1,
      () =>
        fields.toSpliced(
          at,
          1,
          field.replace(/^\w+/, (keyword) => keyword.toUpperCase()),
        ),
    ],
    [6, () => spoilt(of, fields)],
  ])();
}

/** Puts a bad value where the field is, or adds the field. */
function spoilt(of: CaseScope, fields: readonly string[]): string[] {
  const bad = of.random.pick(BAD_FIELDS);
  const keyword = /^\w*/.exec(bad)?.[0] ?? "";
  const at = fields.findIndex((field) => field.startsWith(`${keyword}=`));
  return at < 0 ? [...fields, bad] : fields.toSpliced(at, 1, bad);
}
