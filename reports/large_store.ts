/**
 * A results folder of any size with synthetic records, to time reading and reporting.
 * @module
 */
import {
  type BenchRecord,
  cellsHash,
  configurationHash,
  type PlannedJob,
  writeStore,
} from "../bench/store/mod.ts";
import { fixtureEnvironments, fixtureRecords } from "./experiments/fixtures.ts";

/** Seeds with samples of their own; later ones repeat those of an earlier seed, for samples are slow to draw. */
const DIFFERENT = 40;

/** The configuration of the run, of which nothing is shown but its name. */
const CONFIGURATION = { name: "large", seed: 0 };
const RUN = configurationHash(CONFIGURATION);

/**
 * Writes a run's records into shards of the same size, each a store in a folder of its own with the plan of the whole.
 * In a shard the cells of one experiment are a job. A pure function of its arguments.
 *
 * Permissions: read and write on the folder.
 */
export async function writeLargeStore(directory: string, count: number, shards = 1): Promise<void> {
  const environments = fixtureEnvironments();
  const size = Math.ceil(count / shards);
  const planned = inShards(largeRecords(count), size).flatMap(jobsOf).toArray();
  const manifest = { run: RUN, configuration: CONFIGURATION, planned };
  let shard = 0;
  for (const own of inShards(largeRecords(count), size)) {
    const commits = jobsOf(own, shard++).map(({ name, cells }) => ({
      commit: name,
      attempt: name,
      cells,
      run: RUN,
    }));
    const records = own.map((record) => ({ ...record, attempt: jobName(record, shard - 1) }));
    await writeStore(`${directory}/${shard}`, { records, commits, environments, manifest });
  }
}

/** All cells of the fixtures, over more and more seeds. */
function* largeRecords(count: number): Generator<BenchRecord> {
  const samples: BenchRecord[][] = [];
  let made = 0;
  for (let seed = 0; made < count; seed++) {
    const records = samples[seed % DIFFERENT] ??= fixtureRecords({ seeds: 1, pairs: 8, batches: 8, seed });
    for (const record of records.slice(0, count - made)) {
      yield { ...record, run: RUN, seed, id: configurationHash([record.id, seed]) };
    }
    made += records.length;
  }
}

function* inShards<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let shard: T[] = [];
  for (const item of items) {
    shard.push(item);
    if (shard.length < size) continue;
    yield shard;
    shard = [];
  }
  if (shard.length > 0) yield shard;
}

function jobName({ experiment }: BenchRecord, shard: number): string {
  return `${experiment} of shard ${shard + 1}`;
}

function jobsOf(records: readonly BenchRecord[], shard: number): PlannedJob[] {
  return [...Map.groupBy(records, (record) => jobName(record, shard))].map(([name, own]) => ({
    name,
    experiment: (own[0] as BenchRecord).experiment,
    seconds: own.length,
    timed: false,
    cells: own.length,
    ids: cellsHash(own.map(({ id }) => id)),
  }));
}
