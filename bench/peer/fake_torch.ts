/**
 * Stands in for a PyTorch script in tests: prints the flags' seconds as milliseconds, or fails as told.
 * @module
 */
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { seconds: { type: "string", default: "4" }, threads: { type: "string", default: "1" } },
  allowPositionals: true,
});
const [model = ""] = positionals;
if (model === "broken") throw new Error("no such model here");
for (const estimator of ["rt", "r2g2"]) {
  const ms = 1e3 * Number(values.seconds) / Number(values.threads) * (estimator === "rt" ? 1 : 2);
  const line = model === "chatty" ? "Loading…" : JSON.stringify({ model, estimator, ms });
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
