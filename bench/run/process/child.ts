/**
 * A child process that takes lines and gives lines. It lives as long as its standard input is open.
 * @module
 */
import { readLines } from "./lines.ts";

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  /** The line of its standard error that says why, or nothing. */
  readonly reason: string;
}

/** A running process. */
export interface Child {
  send(line: string): void;
  /** What it prints, up to its end. */
  readonly lines: AsyncIterable<string>;
  readonly ended: Promise<Ended>;
  /** Closes its standard input and sends the signal, if it still runs. @default signal: KILL */
  stop(signal?: Deno.Signal): void;
}

/** Where a child's messages for people go. */
export interface ChildOptions {
  /** `piped` keeps the reason of a failure for {@linkcode Ended}; `inherit` shows all. @default "piped" */
  readonly stderr?: "piped" | "inherit";
}

/**
 * Starts Deno with these arguments.
 *
 * Standard input is the lifeline: where Deno is npm's shim, a signal ends the shim alone, but its child finds the
 * input closed.
 *
 * Permissions: run of deno.
 */
export function startChild(args: readonly string[], { stderr = "piped" }: ChildOptions = {}): Child {
  const child = new Deno.Command("deno", { args: [...args], stdin: "piped", stdout: "piped", stderr })
    .spawn();
  const input = child.stdin.getWriter();
  const encoder = new TextEncoder();
  const ignore = () => {}; // a process that has ended says so by its end
  const reason = stderr === "piped" ? reasonIn(child.stderr) : Promise.resolve("");
  return {
    send: (line) => void input.write(encoder.encode(`${line}\n`)).catch(ignore),
    lines: readLines(child.stdout),
    ended: child.status.then(async ({ code, signal }) => ({ code, signal, reason: await reason })),
    stop(signal = "SIGKILL") {
      input.close().catch(ignore);
      try {
        child.kill(signal);
      } catch {
        // It has ended already.
      }
    },
  };
}

/** How a process ended, in words. */
export function describeEnd({ code, signal, reason }: Ended): string {
  const how = signal === null ? `exit code ${code}` : signal;
  return `its process ended by ${how}${reason === "" ? "" : `: ${reason}`}`;
}

/** Deno's line, with which a stack begins, or a crash's, or the last. */
async function reasonIn(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let [found, last] = ["", ""];
  for await (const line of readLines(stderr)) {
    const plain = line.replaceAll(COLOURS, "").trim();
    if (found === "" && /^error: |\bfatal\b|\bpanicked\b/i.test(plain)) found = plain;
    if (/\w/.test(plain)) last = plain;
  }
  return (found || last).replace(/^[#\s]*(error: )?(Uncaught (\(in promise\) )?)?/, "").slice(0, LONGEST);
}

// deno-lint-ignore no-control-regex
const COLOURS = /\u001b\[[0-9;]*m/g;
/** A record keeps it; longer ones are no messages. */
const LONGEST = 500;
