/**
 * Synthetic records of `equal_cost`.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, gradientTimes, MODELS, typicalTime } from "./record.ts";
import { varianceMetrics } from "./variance_fixtures.ts";

/** RT with one sample, R2-G2, and RT with as many samples as its time buys, which a clock decided. */
export function equalCostRecords(options: FixtureOptions): BenchRecord[] {
  return Object.keys(MODELS).flatMap((model) => {
    const ratio = typicalTime(options, { model, estimator: "r2g2" }) /
      typicalTime(options, { model, estimator: "rt" });
    const samples = Math.max(1, Math.round(ratio));
    const fields = { experiment: "equal_cost", model };
    const variance = (estimator: string, count: number) =>
      varianceMetrics(options, { model, estimator, samples: count, at: { samples: count } });
    const single = ["rt", "r2g2"].map((estimator) =>
      fixtureRecord({
        ...{ ...fields, estimator, options: { samples: 1, batchSize: 80 } },
        metrics: variance(estimator, 1),
        timings: [gradientTimes(options, { model, estimator })],
      })
    );
    const matched = fixtureRecord({
      ...{ ...fields, estimator: "rt", options: { samples: "matched to r2g2", batchSize: 80 } },
      timings: [
        { name: "matched-samples", unit: "1", values: [samples] },
        { name: "cost-ratio", unit: "1", values: [ratio] },
        ...variance("rt", samples),
        gradientTimes(options, { model, estimator: "rt", samples }),
      ],
    });
    return [...single, matched];
  });
}
