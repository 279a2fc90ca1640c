/**
 * Synthetic records of `solver_fidelity`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor } from "../../testing/record.ts";

const PLACES = [["vae1", { step: 0 }], ["vae1", { step: 50 }], ["fixed-scales", { scales: "0.01" }]] as const;

/** An exact solver, and CG that stops too early by as much as the options' bias says. */
export function solverFidelityRecords(options: FixtureOptions): BenchRecord[] {
  return PLACES.flatMap(([model, at]) =>
    [0, 5, 50].map((cap) => {
      const exact = cap === 0;
      const estimator = exact ? "r2g2" : "r2g2-cg";
      const solver = exact
        ? { solver: "cholesky", ...at }
        : { solver: "cg", maxIterations: cap, start: "rhs", ...at };
      const noise = noiseFor(options, "solver", model, cap, JSON.stringify(at));
      const error = exact ? 0 : (options.bias ?? 0) / cap;
      const values = (count: number, value: () => number) => Array.from({ length: count }, value);
      const bias = (block: string): Metric => ({
        ...{ name: "relative-bias", unit: "1", layer: "latent1", block, at },
        values: values(8, () => -error * (1 + 0.1 * noise.normal())),
      });
      const distance: Metric = {
        ...{ name: "noise-distance", unit: "1", layer: "latent1", at },
        values: values(20, () => error * (1 + noise.uniform())),
      };
      const metrics = [distance, bias("scale"), bias("upstream")];
      return fixtureRecord({ experiment: "solver_fidelity", model, estimator, options: solver, metrics });
    })
  );
}
