/**
 * Synthetic records of `equal_cost`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import {
  type FixtureOptions,
  fixtureRecord,
  gradientTimes,
  MODELS,
  typicalTime,
} from "../../testing/record.ts";
import { varianceMetrics } from "../../testing/variances.ts";

/** Operations of a gradient: R2-G2 takes this many times as many as RT. */
const FLOP_RATIO = 3;

/**
 * RT and R2-G2 with one sample, RT with as many samples as its time buys, which a clock decided, RT with as many
 * as its operations buy, and an antithetic pair of each.
 */
export function equalCostRecords(options: FixtureOptions): BenchRecord[] {
  return Object.keys(MODELS).flatMap((model) => {
    const ratio = typicalTime(options, { model, estimator: "r2g2" }) /
      typicalTime(options, { model, estimator: "rt" });
    const samples = Math.max(1, Math.round(ratio));
    const fields = { experiment: "equal_cost", model };
    const variance = (estimator: string, count: number) =>
      varianceMetrics(options, { model, estimator, samples: count, at: { samples: count } });
    const time = (estimator: string, count = 1) =>
      gradientTimes(options, { model, estimator, samples: count });
    const single = ["rt", "r2g2"].map((estimator) =>
      fixtureRecord({
        ...{ ...fields, estimator, options: { samples: 1, batchSize: 80 } },
        metrics: [...variance(estimator, 1), flops(estimator === "rt" ? 1 : FLOP_RATIO)],
        timings: [time(estimator)],
      })
    );
    const byTime = fixtureRecord({
      ...{
        ...fields,
        estimator: "rt",
        options: { samples: "matched to r2g2", matched: "time", batchSize: 80 },
      },
      timings: [...matched(samples, ratio), ...variance("rt", samples), time("rt", samples)],
    });
    const byFlops = fixtureRecord({
      ...{
        ...fields,
        estimator: "rt",
        options: { samples: "matched to r2g2", matched: "flops", batchSize: 80 },
      },
      metrics: [...matched(FLOP_RATIO, FLOP_RATIO), ...variance("rt", FLOP_RATIO), flops(FLOP_RATIO)],
      timings: [time("rt", FLOP_RATIO)],
    });
    const pairs = ["rt", "r2g2"].map((estimator) =>
      fixtureRecord({
        ...{
          ...fields,
          estimator: `${estimator}-antithetic`,
          options: { samples: 1, draws: 2, batchSize: 80 },
        },
        metrics: [...variance(estimator, 2), flops(2 * (estimator === "rt" ? 1 : FLOP_RATIO))]
          .map((metric) => (metric.at?.["samples"] === 2 ? { ...metric, at: { samples: 1 } } : metric)),
        timings: [time(estimator, 2)],
      })
    );
    return [...single, byTime, byFlops, ...pairs];
  });
}

function matched(samples: number, ratio: number): Metric[] {
  return [
    { name: "matched-samples", unit: "1", values: [samples] },
    { name: "cost-ratio", unit: "1", values: [ratio] },
  ];
}

function flops(count: number): Metric {
  return { name: "flops", unit: "flop", at: { kind: "measured" }, values: [1e6 * count] };
}
