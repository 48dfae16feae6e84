import { parseArgs } from "node:util";
import { argumentFault } from "./arguments.ts";
import { type Command, USAGE_ERROR } from "./command.ts";
import { setProfile } from "./setup/profile.ts";
import { feedFromJournal, feedFromRsyslog } from "./setup/rsyslog.ts";

interface SetupAction {
  readonly summary: string;
  /** What follows its name. */
  readonly argument?: string;
  perform(argument: string, undo: boolean, instance: string | undefined): void;
}

const ACTIONS: Readonly<Record<string, SetupAction>> = {
  rsyslog: {
    summary: "read from rsyslogd instead of the journal",
    perform: (_argument, undo) => (undo ? feedFromJournal() : feedFromRsyslog()),
  },
  profile: {
    summary: "allow rules more: network, local-mail, system-bus, root-inputs",
    argument: "NAME",
    perform: (name, undo, instance) => setProfile(name, !undo, instance),
  },
};

const OPTIONS = {
  undo: { describe: "take back what was set up", type: "boolean" },
  instance: { describe: "the instance of sec-ts@NAME.service that the profile is for", type: "string" },
} as const;

const HELP = `sec-ts setup ACTION [--undo]

Changes how the service sec-ts is set up, and restarts it if it runs. Only root
can do this.

${Object.entries(ACTIONS)
  .map(([name, { summary, argument = "" }]) => `  ${`${name} ${argument}`.padEnd(14)} ${summary}`)
  .join("\n")}

${Object.entries(OPTIONS)
  .map(([name, { describe }]) => `  --${name.padEnd(12)} ${describe}`)
  .join("\n")}
`;

/** `sec-ts setup`. */
export const command: Command = {
  summary: "set up the service: what feeds it, and what it may do",
  synopsis: "ACTION [--undo]",
  options: OPTIONS,
  actions: Object.fromEntries(Object.entries(ACTIONS).map(([name, { summary }]) => [name, summary])),
  async run(args) {
    if (args.length === 0 || args.includes("--help")) {
      process.stdout.write(HELP);
      return args.length === 0 ? USAGE_ERROR : 0;
    }
    const { values, positionals } = parseSetupArguments(args);
    const [name = "", argument, ...rest] = positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    const wants = action?.argument === undefined ? 0 : 1;
    if (!action || positionals.length !== 1 + wants || rest.length > 0) {
      process.stderr.write(HELP);
      return USAGE_ERROR;
    }
    if (process.geteuid?.() !== 0) {
      process.stderr.write("sec-ts setup: only root can do this\n");
      return 1;
    }
    try {
      action.perform(argument ?? "", values.undo === true, values.instance);
      return 0;
    } catch (error) {
      process.stderr.write(`sec-ts setup ${name}: ${(error as Error).message}\n`);
      return 1;
    }
  },
};

function parseSetupArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Error(argumentFault(error), { cause: error });
  }
}
