/**
 * A results folder of any size with synthetic records, to time reading and reporting.
 * @module
 */
import { type BenchRecord, configurationHash, writeStore } from "../../bench/store/mod.ts";
import { fixtureEnvironments, fixtureRecords } from "./fixtures.ts";

/** Experiments that have seeds; the others have one set of cells. */
const REPEATED = ["gradient_variance", "cost", "equal_cost", "training", "solver_fidelity"];

/** `count` records: one set of all cells, then sets over more and more seeds. A pure function of the count. */
export function* largeRecords(count: number): Generator<BenchRecord> {
  let made = 0;
  for (let seed = 0; made < count; seed++) {
    const only = seed === 0 ? {} : { only: REPEATED };
    for (const record of fixtureRecords({ ...only, seeds: 1, pairs: 8, seed })) {
      if (made++ === count) return;
      yield { ...record, seed, id: configurationHash([record.id, seed]) };
    }
  }
}

/** Writes them. Permissions: read and write on the folder. */
export async function writeLargeStore(directory: string, count: number): Promise<void> {
  await writeStore(directory, { records: largeRecords(count), environments: fixtureEnvironments() });
}
