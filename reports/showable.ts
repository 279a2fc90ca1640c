/**
 * What a report can show of stored records. A store keeps whatever a run yields; what no statistic or
 * chart can take is refused here, in one line.
 * @module
 */
import { CommandError } from "../bench/command_line.ts";
import { CONTRACTS, type ExperimentContract, type ExperimentName } from "../bench/experiments/contracts.ts";
import type { BenchRecord, Metric } from "../bench/store/mod.ts";

/** Above this, squares and their products leave the range of a float64; times below its inverse make such quotients. */
const LARGEST = 1e75;

/**
 * Refuses what a report cannot show.
 *
 * @throws {CommandError} for a measured metric without values, a time of zero, a value whose square leaves the range of
 * numbers, and a name that every object has, which the charts' library cannot take.
 */
export function requireShowable(record: BenchRecord): void {
  for (const name of [record.model, record.estimator]) {
    if (name in Object.prototype) refuse(record, `is named ${JSON.stringify(name)}, which no chart can show`);
  }
  for (const metric of [...record.metrics, ...record.timings]) requireValues(record, metric);
}

function requireValues(record: BenchRecord, { name, unit, values }: Metric): void {
  if (values.length === 0 && isMeasured(record, name)) {
    refuse(record, `holds no values of ${name}; wanted at least one`);
  }
  const isTime = unit === "ms";
  const wrong = values.find((value) => Math.abs(value) > LARGEST || isTime && !(value > 1 / LARGEST));
  if (wrong === undefined) return;
  const wanted = isTime ? "a time above 0" : "a value whose variance is a number";
  refuse(record, `holds ${wrong} as ${name}; wanted ${wanted}, up to ${LARGEST}`);
}

/** Whether a finished cell has to have values of a metric; what no contract names is shown as it is. */
function isMeasured({ experiment, status }: BenchRecord, name: string): boolean {
  if (status !== "done" || !Object.hasOwn(CONTRACTS, experiment)) return false;
  const { metrics }: ExperimentContract = CONTRACTS[experiment as ExperimentName];
  return Object.hasOwn(metrics, name) && metrics[name]!.setting !== true;
}

function refuse({ id, experiment, model, estimator }: BenchRecord, what: string): never {
  const whose = `${experiment} of ${model} with ${estimator}`;
  throw new CommandError(`record ${id} (${whose}) ${what}: leave its run out of the report`);
}
