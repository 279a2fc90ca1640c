/**
 * What the experiments' tests share: a run of one experiment, whose records are checked against the schema.
 * @module
 */
import { parse } from "valibot";
import { useBackend } from "../../../estimators/mod.ts";
import { digits, type ImageDataset } from "../../../models/mod.ts";
import { planRun } from "../../run/plan.ts";
import { runJob } from "../../run/run_job.ts";
import { type BenchRecord, type Metric, RecordSchema } from "../../store/record/record.ts";
import type { Experiment } from "../../types.ts";
import type { ExperimentContract } from "../../contract.ts";
import { runKey } from "./cells.ts";

/** Settings of {@linkcode runExperiment}. */
export interface RunExperimentOptions {
  /** @default 0 */
  readonly seed?: number;
  /** Paired seeds. @default 1 */
  readonly seeds?: number;
  /** @default rt, lrt, r2g2 */
  readonly estimators?: readonly string[];
  /** @default false */
  readonly asked?: boolean;
  /** @default digits */
  readonly dataset?: ImageDataset;
}

/** Runs all jobs of an experiment on the wasm backend, alone, and returns their records in order. */
export async function runExperiment<Settings>(
  experiment: Experiment<Settings>,
  settings: Settings,
  options: RunExperimentOptions = {},
): Promise<BenchRecord[]> {
  const { seed = 0, seeds = 1, estimators = ["rt", "lrt", "r2g2"], asked = false, dataset = digits() } =
    options;
  await useBackend("wasm", { blas: "off" });
  const plan = planRun({ suite: "smoke", seed, backend: "wasm", threads: 1 }, dataset);
  const context = { dataset, key: runKey(seed), progress: () => {} };
  const records: BenchRecord[] = [];
  for (const job of experiment.jobs(settings, { estimators, asked, seeds })) {
    const expected = job.cells.length + records.length;
    for await (const record of runJob(job, { plan, environment: "test", code: { id: "test" }, ...context })) {
      assertDeclared(record, experiment.contract);
      records.push(parse(RecordSchema, record));
    }
    if (records.length !== expected) throw new Error(`${job.name}: ${records.length} records of ${expected}`);
  }
  return records;
}

/** A report finds metrics by the names in the contract, with the units there. */
function assertDeclared({ metrics, timings }: BenchRecord, contract: ExperimentContract): void {
  for (const { name, unit } of [...metrics, ...timings]) {
    const units = [contract.metrics[name]?.unit ?? []].flat();
    if (!units.includes(unit)) {
      throw new Error(
        `${contract.name}: ${name} [${unit}] is not in its contract (units: ${units.join(", ")})`,
      );
    }
  }
}

/** What a seed decides: everything but timings. */
export function withoutTimings(records: readonly BenchRecord[]): Omit<BenchRecord, "timings">[] {
  return records.map(({ timings: _, ...rest }) => rest);
}

/** Values of the one metric that fits. @throws {Error} where none or several do. */
export function valuesOf(
  { metrics, timings, estimator, options }: BenchRecord,
  wanted: Partial<Pick<Metric, "name" | "layer" | "block" | "at">>,
): number[] {
  const found = [...metrics, ...timings].filter((metric) =>
    (wanted.name ?? metric.name) === metric.name && (wanted.layer ?? metric.layer) === metric.layer &&
    (wanted.block ?? metric.block) === metric.block &&
    Object.entries(wanted.at ?? {}).every(([name, value]) => metric.at?.[name] === value)
  );
  if (found.length === 1) return found[0]!.values;
  throw new Error(
    `${found.length} metrics fit ${JSON.stringify(wanted)} in ${estimator} ${JSON.stringify(options)}`,
  );
}
