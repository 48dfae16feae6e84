import type { CaseScope } from "./scope.ts";

/** A continue field, or none. */
export function continueField(of: CaseScope, suffix: string): string[] {
  const { random, labelsAhead } = of;
  const goTo = (): string => `${random.pick(["GoTo", "goto"])} ${random.pick(labelsAhead)}`;
  const value = random.weighted<() => string | undefined>([
    [11, () => random.pick(["TakeNext", "takenext"])],
    [3, () => undefined],
    [labelsAhead.length > 0 ? 2.5 : 0, goTo],
    [0.6, () => "DontCont"],
    [0.8, () => "EndMatch"],
  ])();
  return value === undefined ? [] : [`continue${suffix}=${value}`];
}

/** A window of few seconds or of the whole trace. */
export function windowSeconds(of: CaseScope): number {
  const { random } = of;
  return random.weighted([
    [4, random.between(2, 30)],
    [5, random.between(30, 120)],
    [1, 1],
    [0.5, 3600],
  ]);
}
