/**
 * The other side: a PyTorch script in a child process, one JSON line per model and estimator. Imports no package, for
 * the process that may start programs.
 * @module
 */

/** What a script is asked to time. */
export interface TorchTask {
  readonly python: string;
  readonly model: string;
  /** Stepping per estimator. */
  readonly seconds: number;
  readonly threads: number;
}

/** What a script is run with. */
export interface TorchRun extends TorchTask {
  readonly script: string;
}

/** An interpreter that has PyTorch, and its version. */
export interface FoundTorch {
  readonly python: string;
  readonly version: string;
}

/** The other side as ours asks it. */
export interface TorchSide {
  /** The interpreter to use, or why there is none. */
  find(): Promise<FoundTorch | string>;
  /** Median milliseconds of a step by estimator. @throws {PeerError} */
  time(task: TorchTask): Promise<Map<string, number>>;
}

/** The script could not be run, or did not print what was expected. */
export class PeerError extends Error {
  override readonly name = "PeerError";
}

/** Interpreters that are tried, the user's own first. */
const PYTHONS: readonly string[] = ["python3", "/usr/bin/python3"];

/** The other side in child processes. @param started Is given each of them. */
export function torchOf(script: string, started: Started = () => {}): TorchSide {
  return {
    find: () => findTorch(PYTHONS, started),
    time: (task) => runTorch({ ...task, script }, started),
  };
}

type Started = (child: Deno.ChildProcess) => void;

/** The first interpreter that has PyTorch, with its version; or each one's reason why not. */
export async function findTorch(
  pythons: readonly string[] = PYTHONS,
  started: Started = () => {},
): Promise<FoundTorch | string> {
  const reasons: string[] = [];
  for (const python of pythons) {
    try {
      const { success, stdout, stderr } = await run(
        [python, "-c", "import torch; print(torch.__version__)"],
        started,
      );
      if (success) return { python, version: stdout.trim() };
      reasons.push(`${python}: ${lastLine(stderr)}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) reasons.push(`${python}: no permission to run it`);
      else if (error instanceof Deno.errors.NotFound) reasons.push(`${python}: not installed`);
      else throw error;
    }
  }
  return reasons.join("; ");
}

/**
 * Median milliseconds of a step by estimator, as the script measures them.
 *
 * @throws PeerError in one line, where the script fails or prints something else
 */
export async function runTorch(
  { python, script, model, seconds, threads }: TorchRun,
  started: Started = () => {},
): Promise<Map<string, number>> {
  const flags = ["--seconds", String(seconds), "--threads", String(threads), model];
  const { success, stdout, stderr } = await run([python, script, ...flags], started);
  if (!success) throw new PeerError(`${script} failed: ${lastLine(stderr)}`);
  return parseTorchOutput(stdout, { script, model });
}

/** @throws PeerError for a line that is not a result of the model */
export function parseTorchOutput(
  output: string,
  { script, model }: { readonly script: string; readonly model: string },
): Map<string, number> {
  const results = new Map<string, number>();
  for (const line of output.split("\n").filter((line) => line.trim() !== "")) {
    const row = parse(line);
    const { estimator, ms } = row;
    if (row["model"] !== model || typeof estimator !== "string" || typeof ms !== "number" || !(ms > 0)) {
      throw new PeerError(`${script}: got the line ${line}, wanted {"model": "${model}", "estimator", "ms"}`);
    }
    results.set(estimator, ms);
  }
  if (results.size === 0) throw new PeerError(`${script}: printed no result for ${model}`);
  return results;
}

function parse(line: string): { model?: unknown; estimator?: unknown; ms?: unknown } {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

async function run(
  [command, ...args]: readonly [string, ...string[]],
  started: Started,
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const child = new Deno.Command(command, { args, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
  started(child);
  const { success, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, stdout: text(stdout), stderr: text(stderr) };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) || "it printed no reason";
}
