import type { CommandOption } from "../../src/cli/command.ts";
import type { OptionDefinition } from "../../src/daemon/option-table.ts";
import { allCommands } from "./commands.ts";
import { allOptions } from "./options.ts";

/** One option as a shell sees it. */
interface ShellOption {
  readonly name: string;
  readonly summary: string;
  /** None, one of these words, or, if the list is empty, a file name. */
  readonly values: readonly string[] | undefined;
}

/** What can follow `sec-ts`, or `sec-ts COMMAND`. */
interface ShellWords {
  readonly summary: string;
  readonly words: Readonly<Record<string, string>>;
  readonly options: readonly ShellOption[];
}

/** Completions by their paths below /usr/share. */
export async function completions(): Promise<Readonly<Record<string, string>>> {
  const daemon = daemonOptions(allOptions());
  const commands = Object.entries(await allCommands()).map(
    ([name, { summary, actions, options }]) =>
      [name, { summary, words: actions ?? {}, options: commandOptions(options ?? {}) }] as const,
  );
  const all = { daemon, commands: Object.fromEntries(commands) };
  return {
    "bash-completion/completions/sec-ts": bash(all),
    "zsh/vendor-completions/_sec-ts": zsh(all),
    "fish/vendor_completions.d/sec-ts.fish": fish(all),
  };
}

interface All {
  readonly daemon: readonly ShellOption[];
  readonly commands: Readonly<Record<string, ShellWords>>;
}

function daemonOptions(options: Readonly<Record<string, OptionDefinition>>): readonly ShellOption[] {
  return Object.entries(options).flatMap(([name, { kind, summary, choices }]): readonly ShellOption[] => {
    if (kind === "switch") return [{ name, summary, values: undefined }];
    if (kind !== "flag") return [{ name, summary, values: choices ?? [] }];
    return [name, `no${name}`].map((form) => ({ name: form, summary, values: undefined }));
  });
}

function commandOptions(options: Readonly<Record<string, CommandOption>>): readonly ShellOption[] {
  return Object.entries(options).map(([name, { describe, type, choices }]) => ({
    name,
    summary: describe,
    values: type === "boolean" ? undefined : (choices ?? []),
  }));
}

const quote = (words: string): string => `'${words.replace(/'/g, "'\\''")}'`;

/** `--name`, or `--name=` if a value follows. */
const form = ({ name, values }: ShellOption): string => `--${name}${values ? "=" : ""}`;

function bash({ daemon, commands }: All): string {
  const choices = [...daemon, ...Object.values(commands).flatMap(({ options }) => options)].filter(
    ({ values }) => values && values.length > 0,
  );
  const values = new Map(choices.map((option) => [option.name, option.values!.join(" ")]));
  const cases = Object.entries(commands).map(([name, { words, options }]) => {
    const all = [...Object.keys(words), ...options.map(form)].join(" ");
    return `    ${name}) words=${quote(all)} ;;`;
  });
  return `# Completion of sec-ts for bash, made from the program's own tables.
_sec_ts() {
  local word words cur=\${COMP_LINE:0:COMP_POINT}
  cur=\${cur##*[[:space:]]}
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
    *) words=${quote([...Object.keys(commands), ...daemon.map(form)].join(" "))} ;;
  esac
  COMPREPLY=()
  case $cur in
${[...values].map(([name, list]) => `    --${name}=*) words=${quote(list)} cur=\${cur#*=} ;;`).join("\n")}
    --*=*) mapfile -t COMPREPLY < <(compgen -f -- "\${cur#*=}"); return ;;
    -*) ;;
    *) ((COMP_CWORD > 1)) && mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
  esac
  for word in $words; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
  return 0
}
complete -o filenames -o bashdefault -F _sec_ts sec-ts
`;
}

const escape = (words: string): string => words.replace(/[[\]:\\]/g, "\\$&");

function zshOption(option: ShellOption): string {
  const value = !option.values
    ? ""
    : option.values.length > 0
      ? `:value:(${option.values.join(" ")})`
      : ":value:_files";
  return `    ${quote(`*--${option.name}${option.values ? "=" : ""}[${escape(option.summary)}]${value}`)}`;
}

function described(words: Readonly<Record<string, string>>): string {
  return Object.entries(words)
    .map(([name, summary]) => quote(`${name}:${escape(summary)}`))
    .join(" ");
}

function zsh({ daemon, commands }: All): string {
  const summaries = Object.fromEntries(
    Object.entries(commands).map(([name, { summary }]) => [name, summary]),
  );
  const cases = Object.entries(commands).map(([name, { words, options }]) => {
    const first = Object.keys(words).length > 0 ? `\n    "1:action:((${described(words)}))"` : "";
    const lines = [...options.map(zshOption), "    '*:file:_files'"].join(" \\\n");
    return `  ${name})\n    _arguments ${first === "" ? "" : `${first.trim()} `}\\\n${lines} ;;`;
  });
  return `#compdef sec-ts
# Completion of sec-ts for zsh, made from the program's own tables.
if ((CURRENT > 2)) && [[ $words[2] != -* ]]; then
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
else
  local -a commands=(${described(summaries)})
  ((CURRENT == 2)) && [[ $words[2] != -* ]] && _describe command commands
  _arguments \\
${daemon.map(zshOption).join(" \\\n")}
fi
`;
}

function fishOption(condition: string, option: ShellOption): string {
  const value = !option.values
    ? ""
    : option.values.length > 0
      ? ` -x -a ${quote(option.values.join(" "))}`
      : " -r";
  return `complete -c sec-ts -n ${quote(condition)} -l ${option.name}${value} -d ${quote(option.summary)}`;
}

function fish({ daemon, commands }: All): string {
  const none = `not __fish_seen_subcommand_from ${Object.keys(commands).join(" ")}`;
  const lines = [
    ...Object.entries(commands).map(
      ([name, { summary }]) =>
        `complete -c sec-ts -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...daemon.map((option) => fishOption(none, option)),
  ];
  for (const [name, { words, options }] of Object.entries(commands)) {
    const seen = `__fish_seen_subcommand_from ${name}`;
    lines.push(
      ...Object.entries(words).map(
        ([word, summary]) => `complete -c sec-ts -n ${quote(seen)} -a ${word} -d ${quote(summary)}`,
      ),
      ...options.map((option) => fishOption(seen, option)),
    );
  }
  return `# Completion of sec-ts for fish, made from the program's own tables.\n${lines.join("\n")}\n`;
}
