/**
 * The thread that ends a worker from inside, also while a job computes without a pause: when standard input ends,
 * for then its parent has, when it is told to by a signal, and when the process grows too large.
 *
 * `Deno.exit` in a thread ends the thread alone, so the process kills itself, which needs no permission.
 * @module
 */
import process from "node:process";
import { readLines } from "./lines.ts";
import type { GuardSettings } from "./serve.ts";

const CHECK_MILLISECONDS = 200;
/** Time that the job has to keep what it has. */
const GRACE_MILLISECONDS = 1000;
const thread = self as unknown as {
  postMessage(message: string | null): void;
  onmessage: (event: { readonly data: GuardSettings }) => void;
};

function kill(why = ""): void {
  if (why !== "") Deno.stderr.writeSync(new TextEncoder().encode(`${why}\n`));
  process.kill(process.pid, "SIGKILL");
}

async function watch({ asked, megabytes }: GuardSettings): Promise<void> {
  setInterval(() => {
    const grown = Deno.memoryUsage().rss / 1e6;
    if (grown > megabytes) {
      kill(`it grew to ${Math.round(grown)} MB, above the ${megabytes} of --max-memory`);
    }
  }, CHECK_MILLISECONDS);
  const end = () => {
    if (Atomics.load(asked, 0) !== 0) return;
    Atomics.store(asked, 0, 1);
    setTimeout(kill, GRACE_MILLISECONDS);
    thread.postMessage(null); // the other thread ends at once if it has nothing to do
  };
  Deno.addSignalListener("SIGTERM", end);
  for await (const line of readLines(Deno.stdin.readable)) thread.postMessage(line);
  end();
}

thread.onmessage = ({ data }) => void watch(data);
