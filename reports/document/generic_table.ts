/**
 * Medians of every metric of an experiment that this report has no section for: nothing is dropped.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { finished, groupBy, subjects } from "../analysis/select.ts";
import { seriesOf } from "../analysis/series.ts";
import { medianInterval } from "../../bench/stats/mod.ts";
import { seriesLabel } from "../look/series.ts";
import { formatInterval, formatNumber } from "../look/format.ts";
import type { Table } from "../page/blocks.ts";

/** One row per model, estimator and metric. */
export function genericTable(records: readonly BenchRecord[], experiment: string): Table {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const entries = finished(records, experiment).flatMap((record) =>
    [...record.metrics, ...record.timings].filter(({ values }) => values.length > 0).map((metric) => ({
      place: [
        subjectOf(record),
        seriesLabel(seriesIn(record)),
        [metric.name, metric.layer, metric.block].filter((part) => part !== undefined).join(", "),
        Object.entries(metric.at ?? {}).map(([name, value]) => `${name} ${value}`).join(", "),
        metric.unit,
      ],
      values: metric.values,
    }))
  );
  return {
    name: `experiment-${experiment.replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
    caption: `Medians of every metric of ${experiment}, with 95 % intervals`,
    columns: [
      ...["model", "estimator", "metric", "at", "unit"].map((label) => ({ label, align: "text" as const })),
      { label: "median", align: "number" },
      { label: "values", align: "number" },
    ],
    rows: [...groupBy(entries, ({ place }) => JSON.stringify(place)).values()].map((group) => {
      const values = group.flatMap((entry) => entry.values);
      return [
        ...(group[0]?.place ?? []),
        formatInterval(medianInterval(values)),
        formatNumber(values.length),
      ];
    }),
  };
}
