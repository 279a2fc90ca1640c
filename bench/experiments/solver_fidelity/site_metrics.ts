/**
 * Solvers against each other at one site: how far their noise is from exact, and their gradients from right.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonal,
  foldIn,
  type GaussianSite,
  getEstimator,
  gradients,
  type Key,
  type LinearSolver,
  r2g2,
  uniform,
} from "../../../estimators/mod.ts";
import { blockGradients, repeatBatch } from "../../../models/mod.ts";
import type { Metric } from "../../store/mod.ts";
import { disposeBatch } from "../../measure/batches.ts";
import { capturedSite, disposeSite } from "../../measure/captured_site.ts";
import { type BlockGradients, relativeBias, type RelativeBiasOptions } from "./relative_bias.ts";
import { solverError } from "./solver_error.ts";
import type { ZooTrainee } from "../../train/zoo_trainee.ts";

/** Settings that both measurements share. */
export interface FidelityOptions {
  readonly solvers: readonly LinearSolver[];
  /** Independent batches for the test of bias. */
  readonly batches: number;
  readonly progress?: (share: number) => void;
}

/** Layer name of the site in metrics, as VAEs name theirs. */
const LAYER = "latent1";

/** Metrics of every solver at a model's latent site, on the minibatch of its next step. */
export async function modelSiteMetrics(
  { zoo: { model }, batches: source, steps }: ZooTrainee,
  { key, drawsPerBatch, ...options }: FidelityOptions & { readonly key: Key; readonly drawsPerBatch: number },
): Promise<Metric[][]> {
  const batch = source.at(steps);
  const stepKey = foldIn(key, steps);
  const site = capturedSite(model, batch, stepKey);
  const gradient: RelativeBiasOptions["gradient"] = (estimator, drawKey) => {
    const { value, gradients: found } = blockGradients(model, batch, {
      estimator,
      key: drawKey,
      samples: drawsPerBatch,
    });
    value.dispose();
    const named = model.blocks.map(({ block }, i) => [block, found[i]!] as const);
    return withoutMean(Object.fromEntries(named));
  };
  try {
    return await metricsAt(site, { ...options, key: stepKey, gradient, at: { step: steps } });
  } finally {
    disposeSite(site);
    disposeBatch(batch);
  }
}

/** Settings of {@linkcode fixedScaleMetrics}. */
export interface FixedScaleOptions extends FidelityOptions {
  /** Name of the scales in metrics. */
  readonly name: string;
  /** Smallest and largest scale; geometrically spaced in between. */
  readonly range: readonly [number, number];
  readonly keys: Readonly<Record<"map" | "noise", Key>>;
  /** Draws that each batch averages. */
  readonly draws: number;
}

/** Sizes of the paper's VAEs. */
const [OUTPUTS, LATENTS] = [200, 50];

/** Metrics of every solver at a site with known scales and a known gradient. */
export async function fixedScaleMetrics(
  { name, range: [smallest, largest], keys, draws, ...options }: FixedScaleOptions,
): Promise<Metric[][]> {
  const scales = Array.from(
    { length: LATENTS },
    (_, k) => smallest * (largest / smallest) ** (k / (LATENTS - 1)),
  );
  const limit = Math.sqrt(6 / (OUTPUTS + LATENTS));
  const matrix = tf.tidy(() => tf.mul(limit, tf.sub(tf.mul(2, uniform(keys.map, [OUTPUTS, LATENTS])), 1)));
  const scale = tf.tidy(() => repeatBatch(tf.tensor2d([scales]), draws));
  const site = { map: denseMap(matrix), family: diagonal(tf.zeros([draws, LATENTS]), scale) };
  const reference = exactGradient(site);
  const gradient: RelativeBiasOptions["gradient"] = (estimator, drawKey) => {
    const { value, blocks } = gradients(estimator, site, drawKey, {
      loss: (z) => tf.mul(0.5, tf.sum(tf.square(z), -1)),
    });
    value.dispose();
    return withoutMean(blocks);
  };
  try {
    return await metricsAt(site, { ...options, key: keys.noise, gradient, reference, at: { scales: name } });
  } finally {
    disposeSite(site);
    tf.dispose(Object.values(reference));
  }
}

/** Of the mean over draws of ½‖W v‖² for v ~ N(0, diag(σ²)): (WᵀW)_kk σ_k for each draw, and W diag(σ²). */
function exactGradient({ map, family }: GaussianSite): BlockGradients {
  return tf.tidy(() => {
    const scale = family.parameters["scale"]!;
    const draws = scale.shape[0]!;
    return {
      scale: tf.div(tf.mul(scale, tf.sum(tf.square(map.matrix), 0)), draws),
      upstream: tf.mul(map.matrix, tf.mean(tf.square(scale), 0)),
    };
  });
}

/** The mean's gradient is the same for every solver: nothing is conditioned in it. */
function withoutMean({ mean, ...blocks }: BlockGradients): BlockGradients {
  mean?.dispose();
  return blocks;
}

async function metricsAt(
  site: GaussianSite,
  { solvers, key, at, gradient, reference, batches, progress }:
    & FidelityOptions
    & Pick<RelativeBiasOptions, "key" | "gradient" | "reference">
    & { readonly at: Readonly<Record<string, string | number>> },
): Promise<Metric[][]> {
  const metrics: Metric[][] = [];
  for (const solver of solvers) {
    metrics.push(await solverError(site, { solver, key: foldIn(key, 0), layer: LAYER, at }));
  }
  const bias = await relativeBias({
    baseline: getEstimator("rt"),
    treatments: solvers.map((solver) => r2g2({ solver })),
    key: foldIn(key, 1),
    batches,
    gradient,
    ...(reference === undefined ? {} : { reference }),
    ...(progress === undefined ? {} : { progress }),
  });
  bias.forEach((blocks, i) => {
    for (const [block, values] of Object.entries(blocks)) {
      metrics[i]!.push({ name: "relative-bias", unit: "1", layer: LAYER, block, at: { ...at }, values });
    }
  });
  metrics[0]!.push({
    name: "posterior-scale",
    unit: "1",
    layer: LAYER,
    at: { ...at },
    values: await meanScales(site),
  });
  return metrics;
}

async function meanScales({ family }: GaussianSite): Promise<number[]> {
  const means = tf.tidy(() => tf.mean(family.parameters["scale"]!, 0));
  const values = Array.from(await means.data());
  means.dispose();
  return values;
}
