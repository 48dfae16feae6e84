import { nameOf, storeVariableOf, timeVariableOf, variableOf } from "./generate-name.ts";
import { actionText, description, matchVariable } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

/**
 * A lifetime: mostly short, so that contexts end while the trace runs. Sometimes no number, which the
 * engine refuses.
 */
function lifetime(scope: ActionScope, hyphen: boolean): string {
  const { random, variables } = scope.of;
  return random.weighted([
    [8, String(random.between(1, 30))],
    [3, String(random.between(30, 90))],
    [1, "0"],
    [hyphen ? 1.5 : 0.1, "-"],
    [0.5, scope.restraint === "none" ? `%${random.pick(variables)}` : "9"],
    [0.5, scope.restraint === "none" ? matchVariable(scope.of, scope.match) : "08"],
    [0.1, random.pick(["-5", "1.5", "+3", "007"])],
  ]);
}

/** The action list of a context. It may run beside those of other contexts in the same second. */
function contextList(scope: ActionScope): string {
  const { random } = scope.of;
  const restraint = random.weighted([
    [5, "constant" as const],
    [5, "own" as const],
    [0.4, scope.restraint],
  ]);
  const inner: ActionScope = {
    ...scope,
    restraint,
    rank: undefined,
    depth: scope.depth + 1,
    insideContext: true,
    list: ++scope.of.listCount,
  };
  const shown = random.chance(0.5) ? [`write - ${scope.owner} over ${actionText(scope, "sink")}`] : [];
  const list = [...shown, ...scope.actions(inner, random.between(shown.length === 0 ? 1 : 0, 2))];
  if (list.length === 0) return "()";
  if (list.length === 1 && !/[();]/.test(list[0] ?? "") && random.chance(0.3)) return list[0] ?? "none";
  const blank = random.pick([" ", ""]);
  return `(${blank}${list.join("; ")}${blank})`;
}

function create(scope: ActionScope): string {
  const { random } = scope.of;
  const name = nameOf(scope);
  const nested = scope.depth < 2;
  return random.weighted<() => string>([
    [nested ? 6 : 0, () => `create ${name} ${lifetime(scope, false)} ${contextList(scope)}`],
    [3, () => `create ${name} ${lifetime(scope, false)}`],
    [1.5, () => `create ${name}`],
    [scope.restraint === "none" ? 0.4 : 0, () => "create"],
  ])();
}

function set(scope: ActionScope): string {
  const name = nameOf(scope);
  const list = scope.depth < 2 && scope.of.random.chance(0.5) ? ` ${contextList(scope)}` : "";
  return `set ${name} ${lifetime(scope, true)}${list}`;
}

/** `add` and its kin. Whole stores are only put where the size of the result is bounded. */
function fill(scope: ActionScope): string[] {
  const { random, storeVariables, eventStoreSize } = scope.of;
  if (scope.looping) return [`fill REVERSED ${actionText(scope, "stored")}`];
  const name = nameOf(scope);
  const action = random.pick(["add", "add", "add", "prepend", "fill"]);
  const whole = action === "fill" || eventStoreSize > 0;
  if (whole && scope.restraint === "none" && random.chance(0.25)) {
    return [`${action} ${name} %${random.pick(storeVariables)}`];
  }
  if (scope.restraint === "none" && random.chance(0.1)) return [`${action} ${name}`];
  return [`${action} ${name} ${actionText(scope, "stored")}`];
}

function alias(scope: ActionScope): string {
  const { random } = scope.of;
  const name = nameOf(scope);
  if (scope.restraint === "own") return `alias ${name} ${name}_also`;
  return random.chance(0.08)
    ? `alias ${name}`
    : `alias ${name} ${nameOf({ ...scope, insideContext: false })}`;
}

/** Actions that move whole stores into variables and back. */
function stores(scope: ActionScope): string[] {
  const { random } = scope.of;
  const name = nameOf(scope);
  const stored = storeVariableOf(scope);
  const single = variableOf(scope);
  return random.weighted<string[]>([
    [2, [`copy ${name} ${stored}`]],
    [1.5, [`empty ${name} ${stored}`]],
    [0.7, [`empty ${name}`]],
    [2, [`pop ${name} ${single}`]],
    [2, [`shift ${name} ${single}`]],
    [1, [`getaliases ${stored} ${name}`]],
    [1, [`copy ${name} ${stored}`, `write - ${scope.owner} copied ${stored}`]],
    [1, [`getaliases ${stored} ${name}`, `write - ${scope.owner} names ${stored}`]],
  ]);
}

/** What the manual lists for asking and changing a context's times. */
function times(scope: ActionScope): string[] {
  const { random } = scope.of;
  const name = nameOf(scope);
  const single = variableOf(scope);
  const time = timeVariableOf(scope);
  return random.weighted<string[]>([
    [2, [`exists ${single} ${name}`]],
    [2, [`getsize ${single} ${name}`]],
    [1.5, [`getltime ${single} ${name}`]],
    [1.5, [`getctime ${time} ${name}`]],
    [2, [`setltime ${name} ${lifetime(scope, false)}`]],
    [0.3, [`setltime ${name}`]],
    [1.5, [`setctime %u ${name}`]],
    [1.5, [`setctime ${time} ${name}`]],
    [0.2, [`setctime ${random.pick(["0", "x", "%a"])} ${name}`]],
  ]);
}

/** Asks for something and shows the answer at once. In unordered lists the variable is dropped again. */
function asked(scope: ActionScope): string[] {
  const made = scope.of.random.chance(0.4) ? stores(scope) : times(scope);
  const variable = /%([a-z]\w*)/.exec(made[0] ?? "")?.[1];
  if (variable === undefined || variable === "u") return made;
  const show = scope.of.random.chance(0.5) ? [`write - ${scope.owner} ${variable} %${variable}`] : [];
  return [...made, ...show, ...(scope.restraint === "none" ? [] : [`free %${variable}`])];
}

export function contextActions(scope: ActionScope): ActionChoice[] {
  const { random } = scope.of;
  const drop = (): string => (scope.restraint === "none" && random.chance(0.06) ? "" : ` ${nameOf(scope)}`);
  const obsolete = scope.looping ? 0 : 1.5;
  return [
    [scope.looping ? 0 : 8, () => [create(scope)]],
    [6, () => fill(scope)],
    [2, () => [`delete${drop()}`]],
    [obsolete, () => [`obsolete${drop()}`]],
    [scope.looping ? 0 : 3, () => [set(scope)]],
    [scope.looping ? 0 : 3, () => [alias(scope)]],
    [1, () => [`unalias${drop()}`]],
    [8, () => asked(scope)],
    [
      scope.restraint === "none" ? 0.3 : 0,
      () => [`create ${description(scope.of, scope.match).replaceAll(/[ ();]/g, "_")} 9`],
    ],
  ];
}
