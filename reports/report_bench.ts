/**
 * Reading and merging the shards of a run and building their report: `deno run -A reports/report_bench.ts` prints time
 * and peak memory for 10 000, 100 000 and 1 000 000 records in shards of 1000, in a process each; other sizes are named,
 * `deno run -A reports/report_bench.ts 200000`. `deno bench -A reports/report_bench.ts` times one thousand records. They
 * are synthetic, 3 kB each.
 * @module
 */
// deno-lint-ignore-file no-console
import process from "node:process";
import { readResults } from "../bench/store/mod.ts";
import { buildReport } from "./build.ts";
import { writeLargeStore } from "./large_store.ts";
import { type Content, writeReport } from "./write.ts";

const SIZES = [10_000, 100_000, 1_000_000];
/** Records of a shard. */
const SHARD = 1000;

/** Prints what each stage of a report of a folder of so many records takes. */
async function printStages(folder: string): Promise<void> {
  let [time, cpu] = [performance.now(), process.cpuUsage()];
  const stage = (name: string) => {
    const { user, system } = process.cpuUsage(cpu);
    const seconds = ((performance.now() - time) / 1000).toFixed(1);
    const busy = ((user + system) / 1e6).toFixed(1);
    const peak = (process.resourceUsage().maxRSS / 1e6).toFixed(2);
    console.log(`  ${name}: ${seconds} s (${busy} s of processors), at most ${peak} GB so far`);
    [time, cpu] = [performance.now(), process.cpuUsage()];
  };
  const results = await readResults([`${folder}/shards`]);
  stage(`${results.records.length} records read and merged`);
  const { files, bytes } = await buildReport(results);
  await writeReport(`${folder}/report`, new Map<string, Content>([...files, ...bytes]));
  stage("report built and written");
}

/** The same for a new folder of synthetic records, in a process of its own, whose peak is of nothing else. */
async function printSize(records: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  const shards = Math.ceil(records / SHARD);
  try {
    await writeLargeStore(`${folder}/shards`, records, shards);
    console.log(`${records} records in ${shards} shards`);
    const args = ["run", "-A", import.meta.filename ?? "", "--folder", folder];
    const { success } = await new Deno.Command(Deno.execPath(), {
      args,
      stdout: "inherit",
      stderr: "inherit",
    })
      .output();
    if (!success) Deno.exitCode = 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (Deno.args[0] === "--folder") {
  await printStages(Deno.args[1] ?? "");
} else if (import.meta.main) {
  const sizes = Deno.args.length === 0 ? SIZES : Deno.args.map(Number);
  for (const size of sizes) await printSize(size);
} else {
  const folder = await Deno.makeTempDir();
  await writeLargeStore(folder, 1000);
  Deno.bench("report of 1000 records", { n: 3, warmup: 1 }, async () => {
    await buildReport(await readResults([folder]));
  });
}
