/**
 * Slurm's command-line tools, with errors in one line.
 * @module
 */

/** Slurm said no, or is not there; the message is the whole story. */
export class SlurmError extends Error {
  /** Tells it from other errors. */
  override readonly name = "SlurmError";
}

/** Options of {@linkcode slurm}. */
export interface SlurmOptions {
  /** Added to this process's environment, e.g. `SLURM_CONF`. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a tool.
 *
 * @returns its standard output, without the last line break.
 * @throws {SlurmError} in one line: the tool is not there, must not be run, or failed, and what it said.
 *
 * Permissions: run on the tool.
 */
export async function slurm(
  tool: "sbatch" | "squeue",
  args: readonly string[],
  { env = {} }: SlurmOptions = {},
): Promise<string> {
  let result: Deno.CommandOutput;
  try {
    result = await new Deno.Command(tool, { args: [...args], env: { ...env }, stdin: "null" }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new SlurmError(
        `${tool} is not on this machine: log in where Slurm's commands are, or use --dry-run`,
      );
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw new SlurmError(`${tool} must not be run: add --allow-run=${tool}`);
    }
    throw error;
  }
  const [said, told] = [result.stdout, result.stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  if (result.success) return said!;
  throw new SlurmError(`${tool} failed (exit ${result.code}): ${oneLine(told!) || "it said nothing"}`);
}

/** What a tool says about itself at the start of each line is left out. */
function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^(sbatch|squeue): (error|fatal): /, "").trim());
  return lines.filter((line) => line !== "").join("; ");
}
