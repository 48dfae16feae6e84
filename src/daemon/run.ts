import { PerlExit } from "../core/perl-port.ts";
import type { LogLevel } from "../core/ports.ts";
import { readEnvironment } from "../outputs/start-command.ts";
import { PerlHost } from "../perl/perl-host.ts";
import { hideMemory, nameThread } from "../system/prctl.ts";
import { Daemon } from "./daemon.ts";
import { complain, isDetached, reportStarted, startDetached } from "./detach.ts";
import { isInteractive } from "./interactive.ts";
import { Log, leadsToJournal } from "./log.ts";
import { Opener } from "./opener/client.ts";
import type { DaemonOptions } from "./option-table.ts";
import { optionsHelp } from "./options-help.ts";
import { writePidFile } from "./pid-file.ts";
import { settlePrivileges } from "./privileges.ts";
import { PROGRAM } from "./program.ts";
import { readOptions } from "./read-options.ts";
import { Readiness } from "./readiness.ts";
import { RuleLoader } from "./rule-loading.ts";
import { readsStandardInput } from "./settings.ts";
import { openStore } from "./state-keeping.ts";
import { CONFIGURATION_ERROR } from "./supervision.ts";

/** systemd gives a start so long in which state is restored. */
const LONGEST_RESTORE_SECONDS = 600;
/** An opener that ends sooner would do so again. */
const SHORT_LIFE_MS = 10_000;

/**
 * Runs as SEC does, with its command line. Returns the exit code. `commands` lists the subcommands, for
 * `--help`.
 */
export async function runDaemon(args: readonly string[], commands: () => Promise<string>): Promise<number> {
  const detached = isDetached();
  const { options, complaints } = readOptions(args);
  if (options.help) process.stdout.write(optionsHelp(await commands()));
  else if (options.version) process.stdout.write(`${PROGRAM}\n`);
  if (!detached) complain(complaints);
  if (options.help || options.version) return 0;
  if (options.detach && !detached && !options.testonly) return startDetached(args);
  try {
    return await start(args, options, complaints, detached);
  } catch (exit) {
    // Code may call exit while it is compiled.
    if (!(exit instanceof PerlExit)) throw exit;
    return exit.status;
  }
}

async function start(
  args: readonly string[],
  options: DaemonOptions,
  complaints: readonly string[],
  detached: boolean,
): Promise<number> {
  const readiness = new Readiness();
  // Once root is given up, /proc/self belongs to root.
  readEnvironment(readiness.supervised);
  const settled = settlePrivileges(args, options, detached);
  if ("failure" in settled) {
    complain([`${settled.failure}, exiting!`]);
    return 1;
  }
  hideMemory();
  nameThread("sec-ts");
  if (options.umask !== undefined) process.umask(options.umask);
  const log = new Log();
  log.level = options.debug as LogLevel;
  const terminal = !detached && process.stderr.isTTY;
  const interactive = !detached && isInteractive();
  const places = { standardError: shownLevel(options, terminal), journal: !detached && leadsToJournal() };
  complain(log.open({ file: options.log, facility: options.syslog, ...places }));
  log.write(4, PROGRAM);
  if (options.testonly) {
    if (options.detach) changeFolder(log);
    return test(options, log);
  }
  // Reading a large state takes its time, and nothing else can be said meanwhile.
  if (options.state !== undefined) readiness.extendTimeout(LONGEST_RESTORE_SECONDS);
  const store = options.state === undefined ? undefined : openStore(options.state, options);
  if (store && "problem" in store) {
    const failure = `Can't use the state file ${options.state}: ${store.reason}`;
    log.write(1, failure);
    if (!terminal) complain([failure]);
    return CONFIGURATION_ERROR;
  }
  if (detached) changeFolder(log);
  const daemon = new Daemon(options, {
    log,
    readOptions() {
      const read = readOptions(args);
      if (!detached) complain(read.complaints);
      return read;
    },
    complaints,
    readiness,
    opener:
      settled.opener === undefined
        ? undefined
        : new Opener(
            settled.opener,
            (...words) => log.write(...words),
            (lifeMs) => {
              if (!readiness.supervised || lifeMs < SHORT_LIFE_MS) return;
              log.write(1, "Ending, to be started again with the right to open inputs");
              daemon.end(1);
            },
          ),
    commandLine: args,
    interactive,
    places,
    store,
    started: () => begin(options, log, { detached, interactive }),
  });
  return daemon.run();
}

/** Says that the program is at work. Returns why it must end. */
function begin(
  options: DaemonOptions,
  log: Log,
  { detached, interactive }: { readonly detached: boolean; readonly interactive: boolean },
): string | undefined {
  if (detached) {
    if (readsStandardInput(options)) {
      return "Can't become a daemon (stdin is specified as input), exiting!";
    }
    log.write(6, "Daemonization complete");
  }
  const failure = options.pid === undefined ? undefined : writePidFile(options.pid);
  if (failure !== undefined) return failure;
  if (detached) reportStarted();
  if (interactive) log.write(4, "Interactive process, SIGINT can't be used for changing the logging level");
  return undefined;
}

/** `--testonly`: reads the rules, says what is wrong in them, and ends. */
function test(options: DaemonOptions, log: Log): number {
  const perl = new PerlHost({
    timeoutSeconds: options["perl-timeout"],
    log: (message) => log.write(2, message),
  });
  try {
    const { faults } = new RuleLoader((level, message) => log.write(level, message), perl).load(options);
    return faults > 0 ? 1 : 0;
  } finally {
    perl.close();
    log.close();
  }
}

/** A daemon must not hold a folder that someone wants to remove. */
function changeFolder(log: Log): void {
  log.write(4, "Changing working directory to /");
  process.chdir("/");
}

/** A person at a terminal sees the whole log; `--testonly` shows faults and warnings to anybody. */
function shownLevel(options: DaemonOptions, terminal: boolean): LogLevel | 0 {
  if (terminal) return 6;
  return options.testonly ? 3 : 0;
}
