/**
 * Synthetic records of `unbiasedness`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor } from "../../testing/record.ts";

const ESTIMATORS = ["rt", "rt-per-example", "lrt", "r2g2", "r2g2-cg", "score"];
const CONTROLS = ["scale-divided-by-samples", "dropped-scale-term", "cg-one-iteration"];

/** Every estimator and three negative controls, on two objectives and two kinds of site. */
export function unbiasednessRecords(options: FixtureOptions): BenchRecord[] {
  return ["linear", "quadratic"].flatMap((objective) =>
    ["latent", "weight"].flatMap((site) => [
      ...ESTIMATORS.map((estimator) => cell(options, { estimator, objective, site })),
      ...CONTROLS.map((control) => cell(options, { estimator: "r2g2", objective, site, control })),
    ])
  );
}

function cell(
  options: FixtureOptions,
  place: { estimator: string; objective: string; site: string; control?: string },
): BenchRecord {
  const { estimator, objective, site, control } = place;
  const noise = noiseFor(options, "unbiased", estimator, objective, site, control ?? "");
  const wrong = control !== undefined && (options.controlsWrong ?? true) ? 3 : 0;
  const biased = estimator === "r2g2" && control === undefined ? options.bias ?? 0 : 0;
  const metrics = ["mean", "scale", "upstream"].flatMap((block) =>
    Array.from({ length: 6 }, (_, coordinate): Metric => {
      const reference = Math.round(100 * noise.normal()) / 100;
      const bias = block === "scale" ? biased + wrong : 0;
      const values = Array.from(
        { length: options.batches ?? 64 },
        () => reference + 0.1 * (noise.normal() + bias),
      );
      return { name: "gradient-batch-mean", unit: "1", block, at: { coordinate, reference }, values };
    })
  );
  return fixtureRecord({
    experiment: "unbiasedness",
    model: "linear-gaussian",
    estimator,
    options: { objective, site, draws: 256, ...(control === undefined ? {} : { control }) },
    metrics,
  });
}
