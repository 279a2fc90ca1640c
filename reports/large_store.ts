/**
 * A results folder of any size with synthetic records, to time reading and reporting.
 * @module
 */
import { type BenchRecord, type Commit, configurationHash, writeStore } from "../bench/store/mod.ts";
import { fixtureEnvironments, fixtureRecords } from "./experiments/fixtures.ts";

/** `count` records: all cells, over more and more seeds. A pure function of the count. */
function* largeRecords(count: number): Generator<BenchRecord> {
  let made = 0;
  for (let seed = 0; made < count; seed++) {
    for (const record of fixtureRecords({ seeds: 1, pairs: 8, seed })) {
      if (made++ === count) return;
      yield { ...record, run: RUN, seed, id: configurationHash([record.id, seed]) };
    }
  }
}

/** Writes them into shards of one run, each a store in a folder of its own. Permissions: read and write on the folder. */
export async function writeLargeStore(directory: string, count: number, shards = 1): Promise<void> {
  const records = largeRecords(count);
  const environments = fixtureEnvironments();
  const manifest = { run: RUN, configuration: CONFIGURATION };
  for (let shard = 1; shard <= shards; shard++) {
    const size = Math.ceil(count / shards);
    const commits: Commit[] = []; // written after the records, when it is known how many there are
    const own = inAttempts(take(records, size), { shard, commits });
    await writeStore(`${directory}/${shard}`, { records: own, commits, environments, manifest });
  }
}

/** Gives each experiment of a shard an attempt of its own, as if it were one job. */
function* inAttempts(
  records: Iterable<BenchRecord>,
  { shard, commits }: { readonly shard: number; readonly commits: Commit[] },
): Generator<BenchRecord> {
  const counts = new Map<string, number>();
  for (const record of records) {
    counts.set(record.experiment, (counts.get(record.experiment) ?? 0) + 1);
    yield { ...record, attempt: `${shard} ${record.experiment}` };
  }
  for (const [name, cells] of counts) {
    commits.push({ commit: `${name} of shard ${shard}`, attempt: `${shard} ${name}`, cells, run: RUN });
  }
}

/** The configuration of the run, of which nothing is shown but its name. */
const CONFIGURATION = { name: "large", seed: 0 };
const RUN = configurationHash(CONFIGURATION);

/** So many of what an iterator still has, which is left open. */
function* take<T>(iterator: Iterator<T>, count: number): Generator<T> {
  for (let taken = 0; taken < count; taken++) {
    const { value, done } = iterator.next();
    if (done) return;
    yield value;
  }
}
