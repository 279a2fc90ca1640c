/**
 * Synthetic records of `replication`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor, typicalTime } from "../../testing/record.ts";

const PUBLISHED_BOUND: Readonly<Record<string, number>> = { rt: -108, r2g2: -107 };
const PUBLISHED_SPEED: Readonly<Record<string, number>> = { rt: 80, r2g2: 20 };

/** A two-layer VAE with the paper's figures beside it, and a network that the paper does not have. */
export function replicationRecords(options: FixtureOptions): BenchRecord[] {
  return [
    ...["rt", "r2g2"].flatMap((estimator) => [
      ...Array.from(
        { length: options.seeds ?? 6 },
        (_, seed) => trained(options, { model: "vae2", estimator, seed }),
      ),
      speed(options, "vae2", estimator),
    ]),
    trained(options, { model: "mlp-small", estimator: "rt", seed: 0 }),
  ];
}

function trained(
  options: FixtureOptions,
  { model, estimator, seed }: { model: string; estimator: string; seed: number },
): BenchRecord {
  const [shared, own] = [
    noiseFor(options, "replication", model, seed),
    noiseFor(options, model, estimator, seed),
  ];
  const vae = model === "vae2";
  const gain = estimator === "r2g2" ? options.boundGain ?? 0.8 : 0;
  const result: Metric = vae
    ? { name: "test-bound", unit: "nats", values: [-110 + gain + 0.5 * shared.normal() + 0.1 * own.normal()] }
    : { name: "test-accuracy", unit: "1", values: [0.93] };
  const published: Metric = {
    ...{ name: "published", unit: "nats", values: [PUBLISHED_BOUND[estimator] ?? 0] },
    at: { figure: "test-bound", estimator, halfWidth: 3 },
  };
  const unstated = (setting: string): Metric => ({
    ...{ name: "unstated", unit: "1", values: [] },
    at: { setting, choice: `our ${setting}` },
  });
  return fixtureRecord({
    ...{ experiment: "replication", model, estimator, seed },
    options: {
      part: "training",
      steps: options.steps ?? 300,
      publishedSteps: vae ? 100_000 : 0,
      batchSize: 80,
    },
    metrics: [
      result,
      ...(vae ? [published] : []),
      unstated("seeds"),
      ...(vae ? [unstated("binarisation")] : []),
    ],
  });
}

function speed(options: FixtureOptions, model: string, estimator: string): BenchRecord {
  const noise = noiseFor(options, "speed", model, estimator);
  const time = typicalTime(options, { model, estimator });
  return fixtureRecord({
    ...{ experiment: "replication", model, estimator, options: { part: "speed", rounds: 20, batchSize: 80 } },
    metrics: [{
      ...{ name: "published", unit: "1/s", values: [PUBLISHED_SPEED[estimator] ?? 0] },
      at: { figure: "steps-per-second", estimator },
    }],
    timings: [{
      ...{ name: "step-time", unit: "ms" },
      values: Array.from({ length: 20 }, () => time * Math.exp(0.03 * noise.normal())),
    }],
  });
}
