/**
 * Synthetic records of `along_training`.
 * @module
 */
import { type Norm, NORMS } from "../../../bench/experiments/along_training/contract.ts";
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, MODELS, noiseFor, typicalTime } from "../../testing/record.ts";

/** A way to make a gradient, by the numbers of samples that it is timed with. */
interface Contender {
  readonly estimator: string;
  /** Draws that depend on each other; variances are measured with so many samples. */
  readonly draws?: number;
  readonly batch?: number;
  /** Variance of one independent group over that of RT's draw. */
  readonly noise: (options: FixtureOptions, model: string) => number;
}

const CONTENDERS: readonly Contender[] = [
  { estimator: "rt", noise: () => 1 },
  { estimator: "r2g2", noise: ({ gain = 20 }, model) => model === "vae1" ? 1 : (1 + 1 / gain) / 2 },
  { estimator: "lrt", noise: ({ gain = 20 }) => 1 / gain },
  { estimator: "rt-antithetic", draws: 2, noise: () => 0.4 },
  { estimator: "rt", batch: 2, noise: () => 0.8 },
];

const SAMPLES = [1, 2, 4];
const STEPS = [0, 300];
const MINIBATCHES = 8;
const PROCESSES = 10;
/** V_data over RT's V_noise, in every norm. */
const DATA_RATIO = 3;
/** RT's V_noise by norm. */
const SIZES: Readonly<Record<Norm, number>> = { "log-scale": 2, "variance": 500, "adam": 40 };

/**
 * Contenders on every model: variances of all seeds at two steps, times and operations of ten processes. RT's noise
 * share is ¼ in every norm; R2-G2 halves the noise.
 */
export function alongTrainingRecords(options: FixtureOptions): BenchRecord[] {
  return Object.keys(MODELS).flatMap((model) =>
    CONTENDERS.filter(({ estimator }) => estimator !== "lrt" || model.startsWith("mlp")).flatMap(
      (contender) => [...variances(options, model, contender), ...times(options, model, contender)],
    )
  );
}

function variances(options: FixtureOptions, model: string, contender: Contender): BenchRecord[] {
  return Array.from({ length: options.seeds ?? 6 }, (_, seed) =>
    fixtureRecord({
      ...cell(model, contender, { measured: "variance", samples: contender.draws ?? 1 }),
      seed,
      metrics: STEPS.flatMap((step) =>
        NORMS.filter((norm) => norm === "log-scale" || (norm === "adam" ? step > 0 : model.startsWith("mlp")))
          .flatMap((norm) => metricsAt(options, { model, contender, seed, step, norm }))
      ),
    }));
}

function metricsAt(
  options: FixtureOptions,
  place: { model: string; contender: Contender; seed: number; step: number; norm: Norm },
): Metric[] {
  const { model, contender: { estimator, batch = 1, noise }, seed, step, norm } = place;
  const random = noiseFor(options, "along", model, estimator, batch, seed, step, norm);
  const around = (value: number, count: number) =>
    Array.from({ length: count }, () => value * Math.exp(0.3 * random.normal() - 0.045));
  const size = SIZES[norm];
  const metric = (name: string, values: number[], where: Partial<Metric> = {}): Metric => (
    { name, unit: "1", ...where, at: { step, norm, dimension: 1000 }, values }
  );
  const whole = noise(options, model) * size;
  const blocks = norm === "log-scale" ? MODELS[model] ?? [] : [];
  return [
    metric("noise-variance", around(whole, MINIBATCHES)),
    metric("data-variance", around(DATA_RATIO * size / batch, MINIBATCHES / 2)),
    ...blocks.flatMap((layer) =>
      ["mean", "scale", "other"].map((block) =>
        metric("noise-variance", around(whole / (3 * blocks.length), MINIBATCHES), { layer, block })
      )
    ),
  ];
}

function times(options: FixtureOptions, model: string, contender: Contender): BenchRecord[] {
  const { estimator, draws = 1, batch = 1 } = contender;
  const inner = estimator.replace("-antithetic", "");
  return Array.from(
    { length: PROCESSES },
    (_, process) =>
      SAMPLES.filter((samples) => samples % draws === 0 && (batch === 1 || samples === 1)).map(
        (samples) => {
          const random = noiseFor(options, "step", model, estimator, batch, samples, process);
          const typical = typicalTime(options, { model, estimator: inner });
          // Half of a step is shared by its samples.
          const base = typical * (0.5 + 0.5 * samples * batch) * Math.exp(0.03 * random.normal());
          return fixtureRecord({
            ...cell(model, contender, { measured: "time", samples, process }),
            metrics: [{ name: "flops", unit: "flop", values: [Math.round(1e6 * base)] }],
            timings: [
              {
                name: "step-time",
                unit: "ms",
                values: Array.from({ length: 8 }, () => base * Math.exp(0.05 * random.normal())),
              },
              { name: "replayed-steps", unit: "1", values: [1] },
            ],
          });
        },
      ),
  ).flat();
}

function cell(
  model: string,
  { estimator, draws, batch }: Contender,
  place: BenchRecord["options"],
): Pick<BenchRecord, "experiment" | "model" | "estimator" | "options"> {
  return {
    experiment: "along_training",
    model,
    estimator,
    options: {
      ...place,
      ...(draws === undefined ? {} : { draws }),
      batchSize: 80,
      ...(batch === undefined ? {} : { batch }),
    },
  };
}
