/**
 * Synthetic records of `training`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, noiseFor, typicalTime } from "../../testing/record.ts";

/** So many that each target lies between close ones. */
const EVALUATIONS = 25;

/** Paired runs of RT and R2-G2 on three models, by steps and by time. */
export function trainingRecords(options: FixtureOptions): BenchRecord[] {
  return ["mlp-small", "vae1", "vae2"].flatMap((model) =>
    [`steps:${options.steps ?? 300}`, "time:20s"].flatMap((budget) =>
      ["rt", "r2g2"].flatMap((estimator) =>
        Array.from(
          { length: options.seeds ?? 6 },
          (_, seed) => run(options, { model, budget, estimator, seed }),
        )
      )
    )
  );
}

function run(
  options: FixtureOptions,
  cell: { model: string; budget: string; estimator: string; seed: number },
): BenchRecord {
  const { model, budget, estimator, seed } = cell;
  const shared = noiseFor(options, "training", model, seed);
  const own = noiseFor(options, "training", model, seed, estimator, budget);
  const offset = 0.6 * shared.normal();
  const gain = estimator === "r2g2" && model === "vae2" ? options.boundGain ?? 0.8 : 0;
  const timed = budget.startsWith("time:");
  const ms = typicalTime(options, { model, estimator });
  const slower = ms / typicalTime(options, { model, estimator: "rt" });
  const last = (options.steps ?? 300) * (timed ? 2 / slower : 1);
  const steps = Array.from({ length: EVALUATIONS }, (_, i) => Math.round(i * last / (EVALUATIONS - 1)));
  const curve = (
    name: string,
    shape: { from: number; to: number; spread: number; unit: string },
  ): Metric => ({
    name,
    unit: shape.unit,
    values: steps.map((step) =>
      shape.to + (shape.from - shape.to) * Math.exp(-step / 80) + shape.spread * (offset + 0.2 * own.normal())
    ),
  });
  const aligned: Metric[] = [
    { name: "evaluation-step", unit: "step", values: [...steps] },
    { name: "evaluation-flops", unit: "flop", values: steps.map((step) => step * 1e8 * slower) },
    ...(model.startsWith("mlp")
      ? [
        curve("test-accuracy", { from: 0.1, to: 0.94, spread: 0.005, unit: "1" }),
        curve("test-log-likelihood", { from: -2.3, to: -0.2, spread: 0.01, unit: "nats" }),
      ]
      : [curve("test-bound", { from: -540, to: -110 + gain, spread: 1, unit: "nats" })]),
    curve("train-loss", { from: 545, to: 115, spread: 1, unit: "nats" }),
  ];
  const clock: Metric = { name: "evaluation-time", unit: "s", values: steps.map((step) => step * ms / 1000) };
  return fixtureRecord({
    experiment: "training",
    ...{ model, estimator, seed, options: { budget, batchSize: 80 } },
    metrics: timed ? [] : aligned,
    timings: timed ? [...aligned, clock] : [clock],
  });
}
