/**
 * A child process that runs one command again and again, each time with the arguments of a line of standard input:
 * `command_worker.ts MODULE NAME`. It may write into one folder alone, so that a write elsewhere fails.
 * @module
 */
import { type Command, CommandError, type Flags, runCommand } from "../../command_line.ts";

/** What a command takes, as far as it can be got wrong. */
export interface CommandShape {
  readonly name: string;
  /** Placeholder by flag; a switch has none. */
  readonly flags: readonly (readonly [name: string, placeholder: string | null, repeats: boolean])[];
  /** Most arguments that are no flags; `null` for any number. */
  readonly positionals: number | null;
}

/** How a command line ended. */
export interface Answer {
  readonly code: number;
  readonly error: string;
}

/** Said where a command line was not refused and wants the network or a process. */
export const LET_IN = "the command line was taken for a good one";

/** What some commands need of the world; here there is none. */
const NO_WORLD = {
  fetch: letIn,
  worker: letIn,
  benches: letIn,
  find: letIn,
  time: letIn,
  git: Promise.resolve(undefined),
};

function letIn(): never {
  throw new CommandError(LET_IN);
}

type Exported = Command<Flags> | ((world: unknown) => Command<Flags>);

function shapeOf({ name, flags, positionals }: Command<Flags>): CommandShape {
  const most = positionals?.most ?? 0;
  return {
    name,
    flags: Object.entries(flags).map(([flag, { placeholder = null, repeats = false }]) =>
      [flag, placeholder, repeats] as const
    ),
    positionals: Number.isFinite(most) ? most : null,
  };
}

if (import.meta.main) {
  const [module = "", name = ""] = Deno.args;
  const exported: Exported = (await import(module))[name];
  const command = typeof exported === "function" ? exported(NO_WORLD) : exported;
  const write = async (answer: object) => {
    await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
  };
  await write(shapeOf(command));
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const error: string[] = [];
      const io = { out: () => {}, error: (said: string) => error.push(said) };
      const code = await runCommand(command, JSON.parse(line), io);
      await write({ code, error: error.join("\n") });
    }
  }
}
