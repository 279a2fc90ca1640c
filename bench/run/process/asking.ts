/**
 * A command in a process that may start no program: it asks the process that started it, on standard output, and
 * hears on standard input.
 * @module
 */
import { type Command, type Flags, runCommand } from "../../command_line.ts";
import { readLines } from "./lines.ts";

/** What such a process says beside its own requests: a line for the user. */
export interface OutLine {
  readonly out: string;
}

/** A command, and what takes the answers that it gets. */
export interface Asking<F extends Flags, Answer> {
  readonly command: Command<F>;
  readonly hear: (message: Answer) => void;
}

/**
 * Runs a command on this process's arguments and ends the process.
 *
 * @param make Given the way to ask, makes the command and what hears the answers.
 */
export async function runAsking<F extends Flags, Question, Answer>(
  make: (ask: (message: Question) => void) => Asking<F, Answer>,
): Promise<never> {
  // The keyboard's signals reach all processes of a terminal: they are left to the launcher, which ends this one.
  for (const signal of ["SIGINT", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});
  const encoder = new TextEncoder();
  const writer = Deno.stdout.writable.getWriter();
  const say = (message: Question | OutLine) =>
    void writer.write(encoder.encode(`${JSON.stringify(message)}\n`));
  const { command, hear } = make(say);
  void hearUntilTheEnd(hear);
  const code = await runCommand(command, Deno.args, {
    out: (out) => say({ out }),
    // deno-lint-ignore no-console
    error: (line) => console.error(line),
  });
  await writer.close();
  Deno.exit(code);
}

/** The launcher closes standard input when it ends, or wants this process to. */
async function hearUntilTheEnd<Answer>(hear: (message: Answer) => void): Promise<void> {
  for await (const line of readLines(Deno.stdin.readable)) hear(JSON.parse(line));
  Deno.exit(1);
}
