import { optionalField, type RuleBase, type RuleDefinition } from "./definition.ts";

/** Not a rule that matches: it says how its file takes part in matching. */
export interface Options extends RuleBase<"options"> {
  readonly sets: readonly string[];
  readonly processAllInput: boolean;
}

export const options: RuleDefinition<Options> = {
  keyword: "Options",
  summary: "Puts its file into configuration file sets, and says whether only Jump rules reach it.",
  counted: false,
  fields: () => [
    optionalField("joincfset", "names", "the configuration file sets that the file belongs to"),
    optionalField("procallin", "lenient-yes-or-no", "whether the file's rules are tried on all input", "Yes"),
  ],
  build: (fields) => ({
    sets: fields.has("joincfset") ? fields.names("joincfset") : [],
    processAllInput: fields.yes("procallin"),
  }),
};
