/**
 * Scripts that complete a task's flags, and their values, in bash, zsh and fish: `deno task NAME --completion SHELL`.
 *
 * Scripts of several tasks go into one shell: each defines a function of its own, and the last of them asks all.
 * @module
 */

/** Shells that have a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** A flag as a shell completes it. */
export interface CompletedFlag {
  readonly name: string;
  readonly short?: string | undefined;
  readonly help: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** The values, where there are only some; without them files are offered. */
  readonly choices?: readonly string[] | undefined;
}

/** The script of a task for a shell, to be sourced. */
export function completionScript(shell: Shell, task: string, flags: readonly CompletedFlag[]): string {
  if (shell === "fish") return fish(task, flags);
  // zsh runs bash's form.
  return shell === "bash"
    ? bash(task, flags)
    : `autoload -U +X bashcompinit && bashcompinit\n${bash(task, flags)}`;
}

function bash(task: string, flags: readonly CompletedFlag[]): string {
  const name = `_r2g2_${task.replaceAll(/\W/g, "_")}`;
  const words = flags.flatMap((
    { name, short },
  ) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]);
  const choices = flags.filter(({ choices }) => choices !== undefined).map(({ name, short, choices }) =>
    `    --${name}${short === undefined ? "" : `|-${short}`}) COMPREPLY=($(compgen -W "${
      choices!.join(" ")
    }" -- "$2"));;`
  );
  return [
    `${name}() {`,
    `  case "$3" in`,
    ...choices,
    `    *) [[ "$2" == -* ]] && COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$2"));;`,
    `  esac`,
    `}`,
    `_r2g2() {`,
    `  local own="_r2g2_\${COMP_WORDS[2]//[^a-zA-Z0-9]/_}"`,
    `  COMPREPLY=()`,
    `  [[ "\${COMP_WORDS[1]}" == task ]] && declare -F "$own" >/dev/null && "$own" "$@"`,
    `}`,
    `complete -o default -F _r2g2 deno`,
  ].join("\n");
}

function fish(task: string, flags: readonly CompletedFlag[]): string {
  return flags.map(({ name, short, help, takesValue, choices }) =>
    [
      `complete -c deno -n '__fish_seen_subcommand_from task; and __fish_seen_subcommand_from ${task}'`,
      `-l ${name}`,
      ...(short === undefined ? [] : [`-s ${short}`]),
      ...(takesValue ? ["-r"] : []),
      ...(choices === undefined ? [] : [`-f -a '${choices.join(" ")}'`]),
      `-d '${help.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
    ].join(" ")
  ).join("\n");
}
