/**
 * Synthetic records of `gradient_variance`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { varianceMetrics } from "../../testing/variances.ts";
import { type FixtureOptions, fixtureRecord, MODELS } from "../../testing/record.ts";

const BAYESIAN = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];
const LATENT = ["rt", "score", "lrt", "r2g2", "r2g2-cg"];

/** Every estimator at two checkpoints; one skipped and one failed cell with their reasons. */
export function varianceRecords(options: FixtureOptions): BenchRecord[] {
  return Array.from({ length: options.places ?? 1 }, (_, seed) => recordsOf(options, seed)).flat();
}

function recordsOf(options: FixtureOptions, seed: number): BenchRecord[] {
  return Object.keys(MODELS).flatMap((model) =>
    (model.startsWith("mlp") ? BAYESIAN : LATENT).map((estimator) => {
      const fields = { experiment: "gradient_variance", model, estimator, seed, options: { batchSize: 80 } };
      if (estimator === "lrt" && model.startsWith("vae")) {
        const reason = "LRT needs one output per Gaussian vector, the site has 50";
        return fixtureRecord({ ...fields, status: "skipped", reason });
      }
      if (estimator === "score" && model === "vae1-narrow") {
        return fixtureRecord({ ...fields, status: "failed", reason: "loss is NaN at step 7, layer latent1" });
      }
      const metrics = [0, 100].flatMap((step) =>
        withTotals(varianceMetrics(options, { model, estimator, seed, at: { step } }))
      );
      return fixtureRecord({ ...fields, metrics });
    })
  );
}

/** Between minibatches the mean gradient's trace is this, whatever the estimator. */
const BETWEEN = 100;

/** Adds the variance over minibatches of each block that a posterior's parameters have. */
function withTotals(metrics: readonly Metric[]): Metric[] {
  const totals = metrics.filter(({ block }) => block !== "upstream").map((metric) => ({
    ...metric,
    name: "total-variance",
    values: metric.values.map((value) => value + BETWEEN),
  }));
  return [...metrics, ...totals];
}
