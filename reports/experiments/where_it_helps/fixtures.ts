/**
 * Synthetic records of `where_it_helps`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor } from "../../testing/record.ts";

const SIZES = [["grid", 4, 4], ["grid", 4, 64], ["VAE 50→200", 200, 50], ["dense 784", 1, 784]] as const;

/** Reductions of n / min(m, n), of at most the options' gain. */
export function whereItHelpsRecords(options: FixtureOptions): BenchRecord[] {
  return [1, 30].flatMap((spread) =>
    ["rt", "r2g2"].map((estimator) => {
      const metrics = SIZES.flatMap(([layer, outputs, inputs]): Metric[] => {
        const at = { outputs, inputs, spread, correlation: 0 };
        const predicted = inputs / Math.min(inputs, outputs);
        const divisor = estimator === "rt" ? 1 : Math.min(predicted, options.gain ?? 20);
        const noise = noiseFor(options, "where", spread, layer, inputs);
        const variances = ["mean", "scale", "upstream"].map((block) => ({
          ...{ name: "variance", unit: "1", layer, block, at },
          values: Array.from(
            { length: options.pairs ?? 24 },
            () => Math.exp(0.3 * noise.normal()) / (block === "mean" ? 1 : divisor),
          ),
        }));
        const prediction = { name: "predicted-reduction", unit: "1", layer, at, values: [predicted] };
        return estimator === "rt" ? variances : [...variances, prediction];
      });
      const fields = { experiment: "where_it_helps", model: "quadratic-site", estimator };
      return fixtureRecord({ ...fields, options: { spread, correlation: 0, pairs: 24 }, metrics });
    })
  );
}
