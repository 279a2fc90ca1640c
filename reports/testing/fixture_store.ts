/**
 * Synthetic records as a results folder.
 * @module
 */
import { type BenchRecord, openStore, writeManifest } from "../../bench/store/mod.ts";
import { fixtureEnvironments } from "./record.ts";

/** Writes records and their environment. Permissions: read and write on the folder. */
export async function writeFixtureStore(directory: string, records: readonly BenchRecord[]): Promise<void> {
  await writeManifest(directory, { suite: "fixture" });
  await using store = await openStore(directory);
  for (const environment of fixtureEnvironments().values()) await store.describe(environment);
  for (const record of records) await store.append(record);
}
