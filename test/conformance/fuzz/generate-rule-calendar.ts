import { actionList } from "./generate-action.ts";
import { contextField } from "./generate-context.ts";
import { type CaseScope, NO_VARIABLES } from "./scope.ts";

/** A time specification that is met in most minutes, in some, or in none. */
function timeSpecification(of: CaseScope): string {
  const { random } = of;
  const minute = random.weighted([
    [5, "*"],
    [3, `*/${random.between(2, 3)}`],
    [2, `${random.between(0, 20)}-${random.between(20, 59)}/${random.between(1, 3)}`],
    [2, Array.from({ length: random.between(2, 20) }, () => random.between(0, 59)).join(",")],
    [0.5, `${random.between(0, 59)}`],
  ]);
  const day = random.weighted([
    [8, "*"],
    [0.7, "*/2"],
    [0.7, "0-30"],
    [0.4, "0"],
    [0.4, "1-15,16-31"],
  ]);
  const year = random.pick(["", "", "", " *", " 0-99", " 23,24"]);
  const weekday = random.pick(["*", "*", "*", "0-6", "1-7", "*/2", "7"]);
  return (
    [minute, random.pick(["*", "*", "0-23", "*/2"]), day, random.pick(["*", "*", "1-12"]), weekday].join(
      " ",
    ) + year
  );
}

export function generateCalendar(of: CaseScope, owner: string): string[] {
  const { random } = of;
  return [
    "type=Calendar",
    `time=${timeSpecification(of)}`,
    ...contextField(of, "", NO_VARIABLES),
    `desc=${random.pick(of.descriptions)}${random.pick(["", " $1", " $$", " %a"])}`,
    // Run by the clock, so nothing that leads back to a Calendar rule can loop: any rank will do.
    `action=${actionList(of, { field: "action", match: NO_VARIABLES, owner, rank: 0 })}`,
  ];
}
