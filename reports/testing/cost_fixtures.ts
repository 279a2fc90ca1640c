/**
 * Synthetic records of `cost`.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, gradientTimes, MODELS, typicalTime } from "./record.ts";

const BAYESIAN = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];
const LATENT = ["rt", "score", "r2g2", "r2g2-cg"];

/** Time, operations, solver work and memory of every estimator. */
export function costRecords(options: FixtureOptions): BenchRecord[] {
  return Object.keys(MODELS).flatMap((model) =>
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
}
