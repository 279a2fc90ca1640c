/**
 * From a model's objective to gradients: of its parameters for training, of its blocks for measurement.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Baseline, surrogate, varianceAndKl } from "../estimators/mod.ts";
import { sampledObjective, type SampledObjectiveOptions } from "./plan_objective.ts";
import type { Batch, GradientBlock, LayerDraw, Model, Objective, ObjectiveOptions, Probe } from "./types.ts";

/** Settings of a gradient: an estimator for all layers or for each, or a sampling plan for all. */
export interface ModelGradientOptions extends SampledObjectiveOptions {
  /** Baseline of score functions. @default "leave-one-out" */
  readonly baseline?: Baseline;
}

/** Gradients in the order of what they were asked for. The caller disposes them. */
export interface ModelGradients {
  /** The objective, in nats per example. shape: [] */
  readonly value: tf.Tensor;
  /** One tensor for each source. */
  readonly gradients: readonly tf.Tensor[];
  /** What the layers' draws reported: solver, iterations, residual. */
  readonly draws: readonly Pick<LayerDraw, "layer">[];
  /** Largest number of solver iterations in any layer. */
  readonly iterations: number;
  /** Largest solver residual in any layer, in units of z. */
  readonly residual: number;
}

/** Gradients of the objective for every parameter, in the order of `model.parameters`. */
export function parameterGradients(
  model: Model,
  batch: Batch,
  options: ModelGradientOptions,
): ModelGradients {
  return differentiate(model, batch, { options, sources: [...model.parameters.values()] });
}

/** Shapes of the values that blocks are probed at, by the probes' names. */
export type ProbeShapes = ReadonlyMap<string, readonly number[]>;

/** Settings of {@linkcode blockGradients}. */
export interface BlockGradientOptions extends ModelGradientOptions {
  /** @default {@linkcode probeShapes}, for which a forward pass is made */
  readonly shapes?: ProbeShapes | undefined;
}

/** Gradients of the objective for each block of `model.blocks`, in their order. */
export function blockGradients(
  model: Model,
  batch: Batch,
  { shapes, ...options }: BlockGradientOptions,
): ModelGradients {
  return tf.tidy(() => {
    const found = shapes ?? probeShapes(model, batch, options);
    const probes = new Map([...found].map(([name, shape]) => [name, tf.zeros([...shape])]));
    const sources = model.blocks.map(({ source }) => sourceTensor(model, source, probes));
    const probe: Probe = (name, value) => {
      const perturbation = probes.get(name);
      return perturbation === undefined ? value : tf.add(value, perturbation);
    };
    return differentiate(model, batch, { options: { ...options, probe }, sources }) as
      & ModelGradients
      & tf.TensorContainerObject;
  });
}

/** Gradients that an update of Gaussian weights completes. */
export interface TrainingGradients extends ModelGradients {
  /**
   * Variances of the weights of `model.posterior`, layer by layer; the gradients by mean and log-scale of these are
   * by mean and variance, without the divergence. None where the model has no such weights.
   */
  readonly variances: readonly tf.Tensor[];
}

/**
 * The value of the objective, and what Adam needs of its gradients: those of the Gaussian weights' divergence are
 * left to the update, which has means, variances and moments at hand.
 */
export function trainingGradients(
  model: Model,
  batch: Batch,
  options: ModelGradientOptions,
): TrainingGradients {
  const compute = (): TrainingGradients => {
    const parameters = [...model.parameters.values()];
    if (model.posterior === undefined) {
      return { ...differentiate(model, batch, { options, sources: parameters }), variances: [] };
    }
    const { layers, priorScale, trainingExamples } = model.posterior;
    const found = layers.map(({ mean, logScale }) => varianceAndKl(mean, logScale, priorScale));
    const variances = found.map(({ variance }) => variance);
    const byScale = new Map<tf.Tensor, tf.Tensor>(
      layers.map(({ logScale }, i) => [logScale, variances[i]!]),
    );
    const sources = parameters.map((parameter) => byScale.get(parameter) ?? parameter);
    const gradients = differentiate(model, batch, { options: { ...options, variances }, sources });
    const divergence = tf.div(tf.addN(found.map(({ kl }) => kl)), trainingExamples);
    return { ...gradients, value: tf.add(gradients.value, divergence), variances };
  };
  // Tensors, strings and numbers, which is what tf.tidy walks; the type says less.
  return tf.tidy(compute as unknown as () => tf.TensorContainer) as unknown as TrainingGradients;
}

function differentiate(
  model: Model,
  batch: Batch,
  { options, sources }: {
    options: ModelGradientOptions & Pick<ObjectiveOptions, "variances">;
    sources: readonly tf.Tensor[];
  },
): ModelGradients {
  let draws: readonly LayerDraw[] = [];
  const { value, grads } = tf.valueAndGrads(() => {
    const objective = sampledObjective(model, batch, options);
    draws = objective.passes.flatMap((pass) => pass.draws);
    return scalarObjective(objective, options.baseline) as tf.Scalar;
  })([...sources]);
  return {
    value,
    gradients: grads,
    draws: draws.map(({ layer }) => ({ layer })),
    iterations: Math.max(0, ...draws.map(({ draw }) => draw.info.iterations)),
    residual: Math.max(0, ...draws.map(({ draw }) => draw.info.residual)),
  };
}

/** Mean loss over passes and examples, score terms, regulariser. */
function scalarObjective({ passes, regulariser }: Objective, baseline: Baseline | undefined): tf.Tensor {
  const terms = passes.map(({ losses, draws }) => surrogate(losses, draws.map(({ draw }) => draw), baseline));
  const mean = terms.length === 1 ? terms[0]! : tf.div(tf.addN(terms), terms.length);
  return regulariser === undefined ? mean : tf.add(mean, regulariser);
}

/** Shapes of all probed values, from one forward pass; the same for every batch of the same size. */
export function probeShapes(model: Model, batch: Batch, options: ModelGradientOptions): ProbeShapes {
  const wanted = new Set(model.blocks.flatMap(({ source }) => "probe" in source ? [source.probe] : []));
  const shapes = new Map<string, readonly number[]>();
  if (wanted.size > 0) {
    tf.tidy(() => {
      const probe: Probe = (name, value) => {
        if (wanted.has(name)) shapes.set(name, value.shape);
        return value;
      };
      sampledObjective(model, batch, { ...options, probe });
    });
  }
  return shapes;
}

function sourceTensor(
  model: Model,
  source: GradientBlock["source"],
  probes: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor {
  const tensor = "probe" in source ? probes.get(source.probe) : model.parameters.get(source.parameter);
  if (tensor !== undefined) return tensor;
  throw new Error(
    `${model.name}: gradient block names ${JSON.stringify(source)}, which the model does not have`,
  );
}
