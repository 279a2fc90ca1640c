/**
 * A task of this project in processes of its own, as a user starts it, and what can be done to them.
 * @module
 */
import { resolve } from "node:path";

/** How a task ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Options of {@linkcode startTask}. */
export interface StartOptions {
  /** A copy of the project. @default this one */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running task: its first process leads a group, to which all processes belong that it starts. */
export interface RunningTask {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Processes of the group that still run. */
  members(): Promise<number[]>;
  /** Ends all of its processes at once. */
  killAll(): void;
}

/** The project's folder. */
export const ROOT: string = resolve(import.meta.dirname!, "../..");

/** Starts `deno task NAME …` with the permissions of deno.json, without the task runner in between. */
export async function startTask(
  name: string,
  args: readonly string[],
  { root = ROOT, env = {} }: StartOptions = {},
): Promise<RunningTask> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...await taskArguments(name, root), ...args],
    cwd: root,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  const ended = child.output().then(({ code, stdout, stderr }) => {
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
  });
  return {
    pid: child.pid,
    ended,
    members: () => groupMembers(child.pid),
    killAll: () => send(-child.pid, "SIGKILL"),
  };
}

/** Runs a task to its end; one that takes longer than `seconds` hangs. @throws {Error} for one that hangs. */
export async function runTask(
  name: string,
  args: readonly string[],
  { seconds = 120, ...options }: StartOptions & { readonly seconds?: number } = {},
): Promise<Ended> {
  const task = await startTask(name, args, options);
  const ended = await Promise.race([task.ended, pause(1000 * seconds)]);
  if (ended !== undefined) return ended;
  task.killAll();
  throw new Error(`${name} ${args.join(" ")} hangs: killed after ${seconds} s`);
}

/** Resolves after a time; holds no process alive for it. */
export function pause(milliseconds: number): Promise<undefined> {
  return new Promise((done) => Deno.unrefTimer(setTimeout(() => done(undefined), milliseconds)));
}

/** Sends a signal to a process, or with a negative id to a group; one that has ended gets none. */
export function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Waits until a group has no process. @returns those that are left after `seconds`. */
export async function leftovers(task: RunningTask, seconds = 15): Promise<number[]> {
  const end = Date.now() + 1000 * seconds;
  let left = await task.members();
  while (left.length > 0 && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 20));
    left = await task.members();
  }
  return left;
}

/** What follows `deno` in a task of deno.json, up to the command that formats what it wrote. */
export async function taskArguments(name: string, root: string = ROOT): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const command: string | undefined = tasks[name]?.command.split(" && ")[0];
  if (!command?.startsWith("deno ") || /["'$&|;]/.test(command)) {
    throw new Error(`deno.json has no task ${name} of one plain command`);
  }
  return command.split(" ").slice(1);
}

/** Processes of a group, without those that have ended and wait for their parent. */
async function groupMembers(group: number): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,pgid=,stat="] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").flatMap((line) => {
    const [pid, own, state = ""] = line.trim().split(/\s+/);
    return Number(own) === group && !state.startsWith("Z") ? [Number(pid)] : [];
  });
}
