/**
 * A model's objective under a sampling plan: several draws for one gradient, that may depend on each other.
 *
 * A model that lengthens its batch for more samples (a VAE, whose encoder then runs once) gets all passes of
 * the plan in one; any other gets one pass after another. Neither knows about plans.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  type Draw,
  type Estimator,
  type GaussianSite,
  inputMap,
  isComposed,
  type Key,
  multiSample,
  normal,
  type SamplingPass,
  type SamplingPlan,
  UnsupportedError,
  withPasses,
} from "../estimators/mod.ts";
import type { Batch, EstimatorChoice, Model, Objective, ObjectiveOptions } from "./types.ts";

/** What one gradient averages: draws of an estimator, or a plan's passes. */
export type SampledChoice = EstimatorChoice | SamplingPlan;

/** Settings of an objective that a plan may draw. */
export interface SampledObjectiveOptions extends Omit<ObjectiveOptions, "estimator"> {
  /** What draws; `samples` of a plan repeat the whole plan. */
  readonly estimator: SampledChoice;
}

/** Whether several draws depend on each other by a plan. */
export function isPlan(choice: SampledChoice): choice is SamplingPlan {
  return typeof choice !== "function" && isComposed(choice);
}

/** The objective of an estimator as the model has it, or that of a plan. */
export function sampledObjective(
  model: Model,
  batch: Batch,
  { estimator, ...options }: SampledObjectiveOptions,
): Objective {
  if (!isPlan(estimator)) return model.objective(batch, { ...options, estimator });
  const { samples = 1, ...rest } = options;
  const plan = samples === 1 ? estimator : multiSample(estimator, { samples });
  return withPasses(plan, rest.key, (passes) => {
    if (passes.length > 1 && lengthensItsBatch(model, batch, passes[0]!)) {
      return model.objective(batch, {
        ...rest,
        samples: passes.length,
        estimator: inOneBatch(plan, passes[0]!),
      });
    }
    const objectives = passes.map(({ estimator, key }) =>
      model.objective(batch, { ...rest, estimator, key })
    );
    const { regulariser } = objectives[0]!;
    return {
      passes: objectives.flatMap((each) => each.passes),
      ...(regulariser === undefined ? {} : { regulariser }),
    };
  });
}

const known = new WeakMap<Model, boolean>();

/** Whether two samples are one pass over twice the examples: a model is asked once. */
function lengthensItsBatch(model: Model, batch: Batch, pass: SamplingPass): boolean {
  const answer = known.get(model);
  if (answer !== undefined) return answer;
  let passes = 0;
  tf.tidy(() => {
    const { estimator, key } = pass;
    passes = model.objective(batch, { estimator, key, samples: 2 }).passes.length;
  });
  known.set(model, passes === 1);
  return passes === 1;
}

/**
 * A plan as the estimator of a batch that holds its passes one after another, B examples each.
 *
 * @throws {RangeError} from `draw` for noise that is given, and for a log-density that examples share.
 */
function inOneBatch(plan: SamplingPlan, { estimator }: SamplingPass): Estimator {
  return {
    name: plan.name,
    label: plan.label,
    unbiased: estimator.unbiased,
    options: estimator.options,
    supports: (site) => estimator.supports(site),
    noiseShape: (site, batch) => estimator.noiseShape(site, batch),
    cost: (site) => estimator.cost(site),
    draw(site, source) {
      if (source instanceof tf.Tensor) throw new RangeError(`${plan.name}: draws from a key, got noise`);
      return withPasses(plan, source, (passes) => {
        const sites = parts(site, passes.length);
        return joined(passes.map((pass, i) => pass.estimator.draw(sites[i]!, pass.key)), plan.name);
      });
    },
    // Latents that no estimator treats are drawn for all passes at once too.
    ...(estimator.noise === undefined ? {} : { noise: (key, shape) => joinedNoise(plan, key, shape) }),
  };
}

/** Standard normals of a batch that holds the passes one after another. */
function joinedNoise(plan: SamplingPlan, key: Key, [rows, ...shape]: number[]): tf.Tensor {
  return withPasses(plan, key, (passes) => {
    const each = rows! / passes.length;
    return tf.tidy(() =>
      tf.concat(passes.map((pass) => (pass.estimator.noise ?? normal)(pass.key, [each, ...shape])), 0)
    );
  });
}

/** A site's examples in equal parts, one after another. */
function parts({ map, family }: GaussianSite, count: number): GaussianSite[] {
  const inputs = map.kind === "inputs";
  const matrices = map.batch === undefined ? undefined : tf.split(map.matrix, count, 0);
  // A layer's weights are every example's.
  const families = inputs ? undefined : family.splitBatch(count);
  return Array.from({ length: count }, (_, part) => {
    const matrix = matrices?.[part];
    return {
      map: matrix === undefined ? map : inputs ? inputMap(matrix) : denseMap(matrix),
      family: families?.[part] ?? family,
    };
  });
}

function joined(draws: readonly Draw[], name: string): Draw {
  const concat = (tensors: (tf.Tensor | undefined)[]) =>
    tensors.some((tensor) => tensor === undefined) ? undefined : tf.concat(tensors as tf.Tensor[], 0);
  if (draws.some(({ logProb }) => logProb?.rank === 0)) {
    throw new UnsupportedError(
      `${name}: examples share a draw, whose log-density a longer batch cannot hold`,
    );
  }
  const value = concat(draws.map((draw) => draw.value));
  const logProb = concat(draws.map((draw) => draw.logProb));
  return {
    preactivations: concat(draws.map(({ preactivations }) => preactivations))!,
    ...(value === undefined ? {} : { value }),
    ...(logProb === undefined ? {} : { logProb }),
    info: {
      ...draws[0]!.info,
      iterations: Math.max(...draws.map(({ info }) => info.iterations)),
      residual: Math.max(...draws.map(({ info }) => info.residual)),
    },
  };
}
