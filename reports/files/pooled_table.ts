/**
 * The table of an experiment's metrics, one line for all seeds of a cell.
 * @module
 */
import { mean } from "../../bench/stats/mod.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { columnOf, type DataTable } from "./data_table.ts";
import { type Line, linesOf, summaryOf } from "./lines.ts";
import { identityColumns, placeColumns, summaryColumns } from "./metrics_table.ts";

/** Values of one metric of a cell. */
interface Pool {
  readonly record: BenchRecord;
  readonly line: Line;
  readonly values: number[];
  readonly steps: number[];
  /** Means of its records that have values. */
  readonly means: number[];
  records: number;
}

/** The table. Its intervals are over the means of records, the unit of replication; deviations are of all samples. */
export function pooledMetricsTable(name: string, records: readonly BenchRecord[]): DataTable {
  const pools = [...groupBy(records, cellKey).values()].flatMap((group) => [...poolsOf(group)]);
  const lines = pools.map(({ line, steps }) => ({
    ...line,
    step: steps.length === 0 ? undefined : mean(steps),
  }));
  return {
    name,
    columns: [
      ...identityColumns(pools.map(({ record }) => record)),
      ...placeColumns(lines),
      columnOf("final", lines.map(({ final }) => final)),
      columnOf("records", pools.map(({ records }) => records)),
      ...summaryColumns(pools.map(({ values, means }) => {
        const { low, high } = summaryOf(means);
        return { ...summaryOf(values), low, high };
      })),
    ],
  };
}

function poolsOf(records: readonly BenchRecord[]): Iterable<Pool> {
  const pools = new Map<string, Pool>();
  for (const record of records) {
    for (const line of linesOf(record)) {
      const key = placeKey(line);
      const pool = pools.get(key) ?? { record, line, values: [], steps: [], means: [], records: 0 };
      if (pool.records++ === 0) pools.set(key, pool);
      for (const value of line.values) pool.values.push(value);
      if (line.step !== undefined) pool.steps.push(line.step);
      if (line.values.length > 0) pool.means.push(mean(line.values));
    }
  }
  return pools.values();
}

const places = new WeakMap<object, string>();

/** The coordinates' text is made once where many records share them. */
function placeKey({ metric, evaluation, final }: Line): string {
  const { name, unit, layer = "", block = "", at } = metric;
  let where = at === undefined ? "" : places.get(at);
  if (where === undefined) places.set(at as object, where = JSON.stringify(at));
  return `${name}\n${unit}\n${layer}\n${block}\n${where}\n${evaluation}\n${final}`;
}

function cellKey({ experiment, model, dataset, estimator, options, status }: BenchRecord): string {
  return JSON.stringify([experiment, model, dataset.name, estimator, options, status]);
}
