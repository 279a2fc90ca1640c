/**
 * What all synthetic records share: options, identity, noise.
 * @module
 */
import {
  type BenchRecord,
  configurationHash,
  type Environment,
  type Metric,
  SCHEMA_VERSION,
} from "../../bench/store/mod.ts";
import { type Noise, seededNoise } from "./random.ts";

/** What the synthetic measurements say. */
export interface FixtureOptions {
  /** Experiments to make; all where absent. */
  readonly only?: readonly string[];
  /** Training seeds. @default 6 */
  readonly seeds?: number;
  /** Seeds whose gradients' variance is measured. @default 1 */
  readonly places?: number;
  /** Pairs of gradients per variance. @default 24 */
  readonly pairs?: number;
  /** Batch means per coordinate of a test of unbiasedness. @default 64 */
  readonly batches?: number;
  /** By how much R2-G2 divides the variance of what it changes, where it changes anything. @default 20 */
  readonly gain?: number;
  /** Time of an R2-G2 gradient over that of an RT gradient. @default 1.6 */
  readonly costRatio?: number;
  /** Bias of R2-G2's scale gradient, in standard deviations of a batch mean. @default 0 */
  readonly bias?: number;
  /** Whether the negative controls are as wrong as they should be. @default true */
  readonly controlsWrong?: boolean;
  /** Steps of a training run. @default 300 */
  readonly steps?: number;
  /** Nats by which R2-G2's final bound exceeds RT's in the two-layer VAE. @default 0.8 */
  readonly boundGain?: number;
  /** Seconds that one RT gradient takes are multiplied by this. @default 1 */
  readonly slowness?: number;
  /** Changes every sample; the page must not depend on anything else. @default 0 */
  readonly seed?: number;
}

/** The machine of the synthetic records. */
export const FIXTURE_ENVIRONMENT: Readonly<Record<string, string | number>> = {
  cpu: "Example CPU",
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  os: "linux",
  arch: "x86_64",
  deno: "2.9.6",
  v8: "15.0",
  typescript: "6.0.3",
  commit: "0123456789abcdef0123456789abcdef01234567",
  tfjs: "4.22.0",
  backend: "wasm",
};

/** Environments by id, as a store holds them. */
export function fixtureEnvironments(): ReadonlyMap<string, Environment> {
  const id = configurationHash(FIXTURE_ENVIRONMENT);
  return new Map([[id, { id, description: FIXTURE_ENVIRONMENT }]]);
}

/** Fields of a record that a fixture may set. */
export type FixtureFields =
  & Partial<BenchRecord>
  & Pick<BenchRecord, "experiment" | "model" | "estimator">;

/** A record with the fields that are left open filled in; its id is the hash of its identity. */
export function fixtureRecord(fields: FixtureFields): BenchRecord {
  const identity = {
    schema: SCHEMA_VERSION as typeof SCHEMA_VERSION,
    run: configurationHash({ suite: "fixture" }),
    experiment: fields.experiment,
    model: fields.model,
    dataset: fields.dataset ?? { name: "digits", sha256: "5".repeat(64) },
    estimator: fields.estimator,
    options: fields.options ?? {},
    seed: fields.seed ?? 0,
  };
  return {
    ...identity,
    id: configurationHash(identity),
    status: "done",
    metrics: [],
    timings: [],
    environment: configurationHash(FIXTURE_ENVIRONMENT),
    ...fields,
  };
}

/** Noise of one synthetic measurement. */
export function noiseFor(options: FixtureOptions, ...parts: readonly (string | number)[]): Noise {
  return seededNoise([options.seed ?? 0, ...parts].join("/"));
}

/** Layers of the synthetic models. */
export const MODELS: Readonly<Record<string, readonly string[]>> = {
  "mlp-small": ["dense1", "dense2", "dense3"],
  "vae1": ["latent1"],
  "vae1-narrow": ["latent1"],
};

/** Milliseconds of an RT gradient on the synthetic models. */
const BASE_MS: Readonly<Record<string, number>> = { "mlp-small": 20, "vae1": 6, "vae2": 9, "vae1-narrow": 8 };

/** Milliseconds of a gradient, without noise. */
export function typicalTime(
  options: FixtureOptions,
  cell: { model: string; estimator: string; samples?: number },
): number {
  const { model, estimator, samples = 1 } = cell;
  const factors: Record<string, number> = {
    "r2g2": model === "vae1" ? 1.02 : options.costRatio ?? 1.6,
    "r2g2-cg": 2.4,
    "lrt": 0.9,
    "flipout": 1.9,
    "rt-per-example": 8,
    "score": 1.1,
  };
  return (options.slowness ?? 1) * (BASE_MS[model] ?? 10) * (factors[estimator] ?? 1) * samples;
}

/** Raw times of interleaved gradients: a narrow body and a few stragglers. */
export function gradientTimes(
  options: FixtureOptions,
  cell: { model: string; estimator: string; samples?: number },
): Metric {
  const noise = noiseFor(options, "time", cell.model, cell.estimator, cell.samples ?? 1);
  const base = typicalTime(options, cell);
  const values = Array.from(
    { length: 24 },
    () => base * Math.exp(0.05 * noise.normal()) * (noise.uniform() < 0.05 ? 1.6 : 1),
  );
  return { name: "gradient-time", unit: "ms", values };
}
