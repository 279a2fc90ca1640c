/**
 * The signals that end a launcher, and what it owes to its children then.
 * @module
 */

/** Exit codes by signal: 128 and the signal's number. */
export const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** A signal that ends a launcher. */
export type Stop = keyof typeof EXIT_CODES;

/** Time that children have to end by themselves. */
const GRACE_MILLISECONDS = 5000;

/**
 * Ends the children when this process is told to end: TERM for all, KILL after five seconds or at a second signal.
 *
 * @param end Sends a signal to the children that run.
 * @returns the first signal that came.
 */
export function stopChildren(end: (how: Deno.Signal) => void): () => Stop | undefined {
  let stopped: Stop | undefined;
  const stop = (signal: Stop) => {
    const again = stopped !== undefined;
    stopped ??= signal;
    end(again ? "SIGKILL" : "SIGTERM");
    if (!again) Deno.unrefTimer(setTimeout(() => end("SIGKILL"), GRACE_MILLISECONDS));
  };
  for (const signal of Object.keys(EXIT_CODES) as Stop[]) Deno.addSignalListener(signal, () => stop(signal));
  return () => stopped;
}

/** Sends a signal to a child; one that has ended gets none. */
export function signalChild(child: Deno.ChildProcess | undefined, how: Deno.Signal): void {
  try {
    child?.kill(how);
  } catch {
    // It has ended already.
  }
}
