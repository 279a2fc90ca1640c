/**
 * Synthetic variances of gradients.
 * @module
 */
import type { Metric } from "../../bench/store/mod.ts";
import { type FixtureOptions, MODELS, noiseFor } from "./record.ts";

/** `variance` of every layer and block. A VAE whose map has full column rank has the same R2-G2 and RT. */
export function varianceMetrics(
  options: FixtureOptions,
  cell: {
    model: string;
    estimator: string;
    samples?: number;
    at: Readonly<Record<string, number>>;
    seed?: number;
  },
): Metric[] {
  const { model, estimator, samples = 1, at, seed = 0 } = cell;
  const same = model === "vae1" && estimator.startsWith("r2g2") && samples === 1;
  const noise = noiseFor(
    options,
    "variance",
    model,
    same ? "rt" : estimator,
    samples,
    JSON.stringify(at),
    ...placeOf(seed),
  );
  return (MODELS[model] ?? []).flatMap((layer, index) => {
    const blocks = model.startsWith("mlp") && index === 0 ? ["mean", "scale"] : ["mean", "scale", "upstream"];
    return blocks.map((block): Metric => {
      const typical = trace(estimator, { model, block, layer: index }, options.gain ?? 20) / samples;
      const values = Array.from(
        { length: options.pairs ?? 24 },
        () => typical * Math.exp(0.3 * noise.normal() - 0.045),
      );
      const dimension = 1000 * (index + 1);
      return { name: "variance", unit: "1", layer, block, at: { ...at, dimension }, values };
    });
  });
}

/** The first seed has the noise that a single one had. */
function placeOf(seed: number): number[] {
  return seed === 0 ? [] : [seed];
}

/** Trace of the conditional covariance around which values are drawn. */
function trace(
  estimator: string,
  place: { model: string; block: string; layer: number },
  gain: number,
): number {
  const base = { mean: 4, scale: 0.9, upstream: 2.5 }[place.block] ?? 1;
  const bayesian = place.model.startsWith("mlp");
  const shared = bayesian && estimator === "rt" ? 3 : 1;
  const conditioned = ["r2g2", "r2g2-cg", "lrt"].includes(estimator) && place.block !== "mean";
  const divisor = conditioned && place.model !== "vae1" ? gain : 1;
  return base * 10 ** place.layer * shared * (estimator === "score" ? 300 : 1) / divisor;
}
