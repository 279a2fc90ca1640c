/**
 * Everything that was measured along training, as means over seeds, minibatches and processes.
 * @module
 */
import { mean } from "../../../bench/stats/mod.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { groupBy } from "../../analysis/select.ts";
import { formatNumber } from "../../look/format.ts";
import { labelOf } from "../../../estimators/labels.ts";
import type { TableMaker } from "../report.ts";

/** One row for each model, contender, number of samples and metric. */
export const measuredTable: TableMaker<readonly BenchRecord[]> = {
  folded: true,
  table: (records) => ({
    name: "along-training-measured",
    caption: "Means of everything that was measured along training",
    columns: [
      ...["model", "contender", "metric", "at", "unit"].map((label) => ({ label, align: "text" as const })),
      { label: "mean", align: "number" },
      { label: "values", align: "number" },
    ],
    rows: [...groupBy(records.flatMap(entriesOf), ({ place }) => JSON.stringify(place)).values()].map(
      (group) => {
        const values = group.flatMap((entry) => entry.values);
        return [...group[0]!.place, formatNumber(mean(values)), formatNumber(values.length)];
      },
    ),
  }),
};

function entriesOf({ model, estimator, options, metrics, timings }: BenchRecord) {
  const { samples, batch } = options;
  const contender = [
    labelOf(estimator),
    `${samples} sample${samples === 1 ? "" : "s"}`,
    ...(batch === undefined ? [] : [`${batch} times the minibatch`]),
  ].join(", ");
  return [...metrics, ...timings].map(({ name, layer, block, at = {}, unit, values }) => ({
    place: [
      model,
      contender,
      [name, layer, block].filter((part) => part !== undefined).join(", "),
      Object.entries(at).map(([coordinate, value]) => `${coordinate} ${value}`).join(", "),
      unit,
    ],
    values,
  }));
}
