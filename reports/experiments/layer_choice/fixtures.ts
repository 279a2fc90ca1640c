/**
 * Synthetic records of `layer_choice`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor, typicalTime } from "../../testing/record.ts";

const MODEL = "mlp-small";

/** Treating the top layer gains nothing; the bottom one, what the options' gain says. */
export function layerChoiceRecords(options: FixtureOptions): BenchRecord[] {
  return ["none", "bottom", "top", "all"].map((placement) => {
    const estimator = placement === "none" ? "rt" : "r2g2";
    const gain = ["bottom", "all"].includes(placement) ? options.gain ?? 20 : 1;
    const metrics = ["mean", "scale", "upstream"].map((block): Metric => {
      const noise = noiseFor(options, "placement", block, block === "mean" ? "" : gain);
      const typical = block === "mean" ? 0.1 : 1 / gain;
      const values = Array.from(
        { length: options.pairs ?? 24 },
        () => typical * Math.exp(0.3 * noise.normal()),
      );
      return { name: "variance", unit: "1", layer: "dense1", block, at: { step: 50, placement }, values };
    });
    const noise = noiseFor(options, "placement-time", placement);
    const time = typicalTime(options, { model: MODEL, estimator });
    const values = Array.from({ length: 12 }, () => time * Math.exp(0.02 * noise.normal()));
    return fixtureRecord({
      ...{
        experiment: "layer_choice",
        model: MODEL,
        estimator,
        options: { placement, elsewhere: "rt" },
        metrics,
      },
      timings: [{ name: "gradient-time", unit: "ms", at: { placement }, values }],
    });
  });
}
