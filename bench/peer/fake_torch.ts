/**
 * Stands in for a PyTorch script in tests: prints the flags' seconds as milliseconds, or fails as told.
 * @module
 */
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: "string", default: "4" },
    threads: { type: "string", default: "1" },
    estimators: { type: "string", default: "rt,r2g2" },
  },
  allowPositionals: true,
});
const [model = ""] = positionals;
if (model === "broken") throw new Error("no such model here");
for (const estimator of values.estimators.split(",")) {
  for (const threads of values.threads.split(",").map(Number)) {
    const ms = 1e3 * Number(values.seconds) / threads * (estimator === "rt" ? 1 : 2);
    const line = model === "chatty" ? "Loading…" : JSON.stringify({ model, estimator, threads, ms });
    Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  }
}
