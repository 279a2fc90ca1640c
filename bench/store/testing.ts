/**
 * What the store's tests share: a scratch folder, and records that are valid.
 * @module
 */
import { canonicalJson, sha256 } from "./canonical.ts";
import type { Environment } from "./lines.ts";
import { type BenchRecord, SCHEMA_VERSION } from "./record/record.ts";

/** An environment that the test records name. */
export const testEnvironment: Environment = { id: "machine", description: { cpu: "abacus" } };

/** A valid record. */
export function testRecord(id: string, changes: Partial<BenchRecord> = {}): BenchRecord {
  return {
    schema: SCHEMA_VERSION,
    id,
    run: "run",
    experiment: "cost",
    model: "toy",
    dataset: { name: "none", sha256: "" },
    estimator: "rt",
    options: {},
    seed: 0,
    status: "done",
    metrics: [{ name: "variance", unit: "1", layer: "top", block: "scale", values: [0.1, 1e-300, -0] }],
    timings: [],
    environment: testEnvironment.id,
    ...changes,
  };
}

/** Runs a test in a folder of its own, which is removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "store-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A line as older versions wrote it, which knows nothing of the line before. */
export function oldLine(entry: object): string {
  const text = canonicalJson(entry);
  return `${text.slice(0, -1)},"sha256":"${sha256(text)}"}`;
}
