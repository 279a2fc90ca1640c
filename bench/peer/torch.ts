/**
 * The other side: a PyTorch script in a child process, one JSON line per estimator and number of threads. Imports no
 * package, for the process that may start programs.
 *
 * Our own script goes to the interpreter on standard input, which also reaches one in another root.
 * @module
 */
import STEPS from "./torch_steps.py" with { type: "text" };
import type { SideTimes, StepTime, TimingTask } from "./types.ts";

/** An interpreter that has PyTorch, and its version. */
export interface FoundTorch {
  readonly python: string;
  readonly version: string;
}

/** What a script is run with. */
export interface TorchRun extends TimingTask {
  readonly python: string;
  /** Path of the script; absent: ours. */
  readonly script?: string;
}

/** The script could not be run, or did not print what was expected. */
export class PeerError extends Error {
  override readonly name = "PeerError";
}

/** Interpreters that are tried, the user's own first. */
const PYTHONS: readonly string[] = ["python3", "/usr/bin/python3"];

/** Told of each child process. */
export type Started = (child: Deno.ChildProcess) => void;

/** The first interpreter that has PyTorch, with its version; or each one's reason why not. */
export async function findTorch(
  { pythons = PYTHONS, started = () => {} }: { pythons?: readonly string[]; started?: Started } = {},
): Promise<FoundTorch | string> {
  const reasons: string[] = [];
  for (const python of pythons) {
    try {
      const { success, stdout, stderr } = await run(
        [python, "-c", "import torch; print(torch.__version__)"],
        { started },
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
 * What the script measures.
 *
 * @throws PeerError in one line, where the script fails or prints something else
 */
export async function runTorch(
  { python, script, model, estimators, seconds, threads }: TorchRun,
  started: Started = () => {},
): Promise<SideTimes> {
  const flags = [
    "--seconds",
    `${seconds}`,
    "--threads",
    threads.join(),
    "--estimators",
    estimators.join(),
    model,
  ];
  const { success, stdout, stderr } = await run(
    [python, script ?? "-", ...flags],
    { started, ...(script === undefined && { input: STEPS }) },
  );
  const name = script ?? "the PyTorch script";
  if (!success) throw new PeerError(`${name} failed: ${lastLine(stderr)}`);
  return parseTorchOutput(stdout, { script: name, model, estimators });
}

/** @throws PeerError for a line that is not a result of the model, and for an estimator without one */
export function parseTorchOutput(
  output: string,
  { script, model, estimators }: {
    readonly script: string;
    readonly model: string;
    readonly estimators: readonly string[];
  },
): SideTimes {
  const times: StepTime[] = [];
  let about: Record<string, string> = {};
  for (const line of output.split("\n").filter((line) => line.trim() !== "")) {
    const { about: said, ...row } = parse(line);
    if (said !== undefined) {
      about = { ...about, ...Object(said) };
      continue;
    }
    const { estimator, ms, threads } = row;
    const known = row["model"] === model && typeof estimator === "string";
    if (!known || typeof ms !== "number" || !(ms > 0) || typeof threads !== "number") {
      const wanted = `{"model": "${model}", "estimator", "threads", "ms"}`;
      throw new PeerError(`${script}: got the line ${line}, wanted ${wanted}`);
    }
    times.push({ estimator, ms, threads });
  }
  const missing = estimators.filter((estimator) => times.every((time) => time.estimator !== estimator));
  if (missing.length > 0) {
    throw new PeerError(`${script}: printed no result for ${model} ${missing.join(", ")}`);
  }
  return { times, about };
}

function parse(
  line: string,
): { model?: unknown; estimator?: unknown; ms?: unknown; threads?: unknown; about?: unknown } {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

/** Runs a program to its end. @param input Its standard input, which is empty where absent. */
export async function run(
  [command, ...args]: readonly [string, ...string[]],
  { started, input }: { readonly started: Started; readonly input?: string },
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const stdin = input === undefined ? "null" : "piped";
  const child = new Deno.Command(command, { args, stdin, stdout: "piped", stderr: "piped" }).spawn();
  started(child);
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    // A program that has ended says so by its exit code.
    void writer.write(new TextEncoder().encode(input)).then(() => writer.close()).catch(() => {});
  }
  const { success, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, stdout: text(stdout), stderr: text(stderr) };
}

/** The reason that a program printed last. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) || "it printed no reason";
}
