/**
 * What a report can show of stored records. A store keeps whatever a run yields; what no statistic or
 * chart can take is refused here, in one line.
 * @module
 */
import { CommandError } from "../bench/command_line.ts";
import type { BenchRecord } from "../bench/store/mod.ts";

/** Above this, squares and their products leave the range of a float64. */
const LARGEST = 1e75;

/**
 * Refuses what a report cannot show.
 *
 * @throws {CommandError} for a value whose square leaves the range of numbers, and a name that every object has,
 * which the charts' library cannot take.
 */
export function requireShowable({ id, model, estimator, metrics, timings }: BenchRecord): void {
  for (const name of [model, estimator]) {
    if (name in Object.prototype) {
      throw new CommandError(
        `record ${id} is named ${JSON.stringify(name)}, which no chart can show: rename it`,
      );
    }
  }
  for (const { name, values } of [...metrics, ...timings]) {
    const large = values.find((value) => Math.abs(value) > LARGEST);
    if (large === undefined) continue;
    throw new CommandError(
      `record ${id} holds ${large} as ${name}; wanted values up to ${LARGEST}, whose variance is a number: ` +
        "leave its run out of the report",
    );
  }
}
