/**
 * The thread that ends a worker from inside, also while a job computes without a pause: when standard input ends,
 * for then its parent has, and when the process grows too large.
 *
 * `Deno.exit` in a thread ends the thread alone, so the process kills itself, which needs no permission.
 * @module
 */
import process from "node:process";
import { readLines } from "./lines.ts";

const CHECK_MILLISECONDS = 200;
const thread = self as unknown as { postMessage(message: string): void };

function end(why: string): void {
  if (why !== "") Deno.stderr.writeSync(new TextEncoder().encode(`${why}\n`));
  process.kill(process.pid, "SIGKILL");
}

const megabytes = Number(new URL(import.meta.url).searchParams.get("max-memory") ?? Infinity);
setInterval(() => {
  const grown = Deno.memoryUsage().rss / 1e6;
  if (grown > megabytes) {
    end(`it grew to ${Math.round(grown)} MB, above the ${megabytes} of --max-memory`);
  }
}, CHECK_MILLISECONDS);

for await (const line of readLines(Deno.stdin.readable)) thread.postMessage(line);
end("");
