/**
 * Synthetic records of `cost`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import {
  type FixtureOptions,
  fixtureRecord,
  gradientTimes,
  MODELS,
  noiseFor,
  typicalTime,
} from "../../testing/record.ts";

const BAYESIAN = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];
const LATENT = ["rt", "score", "r2g2", "r2g2-cg"];

/** Time, operations, solver work and memory of every estimator. */
export function costRecords(options: FixtureOptions): BenchRecord[] {
  const models = Object.keys(MODELS).flatMap((model) =>
    (model.startsWith("mlp") ? BAYESIAN : LATENT).map((estimator) => {
      const iterative = estimator === "r2g2-cg";
      return fixtureRecord({
        experiment: "cost",
        model,
        estimator,
        options: { batchSize: 80 },
        metrics: [
          {
            name: "flops",
            unit: "flop",
            at: { kind: "measured" },
            values: [1e7 * typicalTime(options, { model, estimator })],
          },
          { name: "solver-iterations", unit: "1", values: iterative ? [12, 14, 13, 15] : [0, 0, 0, 0] },
          {
            name: "solver-residual",
            unit: "1",
            values: iterative ? [9e-4, 8e-4, 9.5e-4, 7e-4] : [0, 0, 0, 0],
          },
        ],
        timings: [
          gradientTimes(options, { model, estimator }),
          { name: "peak-memory", unit: "byte", values: [3.2e7] },
        ],
      });
    })
  );
  return [...models, ...["rt", "r2g2"].map((estimator) => gridRecord(options, estimator))];
}

/** One site at a time: RT grows with m n B, R2-G2 with m² n B; time has a fixed overhead beside. */
function gridRecord(options: FixtureOptions, estimator: string): BenchRecord {
  const sites = [2, 8, 32].flatMap((outputs) =>
    [64, 256].flatMap((inputs) => [10, 80].map((batch) => ({ outputs, inputs, batch })))
  );
  const metrics = (name: string, unit: string, of: (flops: number) => number): Metric[] =>
    sites.map((at) => {
      const { outputs: m, inputs: n, batch } = at;
      const kind = name === "site-flops" ? { kind: "measured" } : {};
      const value = of((estimator === "rt" ? m : m * m) * n * batch);
      return { name, unit, layer: "grid", at: { ...at, ...kind }, values: [value] };
    });
  const noise = noiseFor(options, "grid", estimator);
  return fixtureRecord({
    ...{ experiment: "cost", model: "latent-site", estimator },
    metrics: [
      ...metrics("site-flops", "flop", (flops) => flops),
      ...metrics("site-flops", "flop", (flops) => flops ** 1.5).map((metric) => ({
        ...metric,
        at: { ...metric.at, kind: "analytic" },
      })),
    ],
    timings: [
      ...metrics("site-time", "ms", (flops) => (0.2 + 1e-6 * flops) * Math.exp(0.02 * noise.normal())),
      ...metrics("site-memory", "byte", (flops) => 4 * flops),
    ],
  });
}
