/**
 * Reading the shards of a run and building their report, from one thousand records up:
 * `deno bench -A reports/report_bench.ts`, or for another size, in so many shards,
 * `deno run -A reports/report_bench.ts 200000 200`. Time and memory grow with the number of records, which have 18
 * metrics of 8 values each; 6 kB of memory a record to read them, as much again and more for the report.
 * @module
 */
// deno-lint-ignore-file no-console
import { readResults } from "../bench/store/mod.ts";
import { buildReport } from "./build.ts";
import { writeLargeStore } from "./large_store.ts";

/** Milliseconds of reading and of building a report of so many records. */
async function timeReport(folder: string): Promise<{ readonly read: number; readonly build: number }> {
  const start = performance.now();
  const results = await readResults([folder]);
  const middle = performance.now();
  await buildReport(results);
  return { read: middle - start, build: performance.now() - middle };
}

if (import.meta.main && Deno.args.length > 0) {
  const folder = await Deno.makeTempDir();
  const [records = 0, shards = 1] = Deno.args.map(Number);
  try {
    await writeLargeStore(folder, records, shards);
    const { read, build } = await timeReport(folder);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `${records} records in ${shards} shards: read and merged in ${seconds(read)}, report built in ${
        seconds(build)
      }, ` +
        `${(Deno.memoryUsage().rss / 1e9).toFixed(1)} GB`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
} else {
  const folder = await Deno.makeTempDir();
  await writeLargeStore(folder, 1000);
  Deno.bench("report of 1000 records", { n: 3, warmup: 1 }, async () => {
    await timeReport(folder);
  });
}
