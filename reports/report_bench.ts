/**
 * Reading a results folder and building its report, from one thousand records up:
 * `deno bench -A reports/report_bench.ts`, or for a size of one's own `deno run -A reports/report_bench.ts 100000`.
 * @module
 */
// deno-lint-ignore-file no-console
import { readResults } from "../bench/store/mod.ts";
import { buildReport } from "./build.ts";
import { writeLargeStore } from "./testing/large_store.ts";

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
  try {
    await writeLargeStore(folder, Number(Deno.args[0]));
    const { size } = await Deno.stat(`${folder}/records.jsonl`);
    const { read, build } = await timeReport(folder);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `${Deno.args[0]} records, ${(size / 1e6).toFixed(0)} MB: read ${seconds(read)}, build ${
        seconds(build)
      }`,
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
