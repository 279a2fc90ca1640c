/**
 * What a report can show of stored records. A store keeps whatever a run yields; here the rest is left out with a
 * notice, or refused in one line, before any statistic meets it.
 * @module
 */
import { CommandError } from "../bench/command_line.ts";
import type { BenchRecord, Metric } from "../bench/store/mod.ts";

/** Above this, squares and their products leave the range of a float64. */
const LARGEST = 1e75;

/**
 * Records without their empty metrics.
 *
 * @returns the records, the same list where nothing was left out, and a line on what was.
 * @throws {CommandError} for a value whose square leaves the range of numbers, and a name that every object has,
 * which the charts' library cannot take.
 */
export function showable(
  records: readonly BenchRecord[],
): { readonly records: readonly BenchRecord[]; readonly notices: readonly string[] } {
  records.forEach(requireShowable);
  const holding = ({ values }: Metric) => values.length > 0;
  const empty = records.filter(({ metrics, timings }) => ![...metrics, ...timings].every(holding));
  if (empty.length === 0) return { records, notices: [] };
  const left = new Set(empty);
  return {
    records: records.map((record) =>
      left.has(record)
        ? { ...record, metrics: record.metrics.filter(holding), timings: record.timings.filter(holding) }
        : record
    ),
    notices: [`metrics without values are left out of ${empty.length} records, ${empty[0]!.id} the first`],
  };
}

function requireShowable({ id, model, estimator, metrics, timings }: BenchRecord): void {
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
