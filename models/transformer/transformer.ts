/**
 * A small Bayesian transformer on image patches (Vaswani et al. 2017; Dosovitskiy et al. 2021): mean-field Gaussian
 * query, key, value, output and MLP projections, each shared by all tokens of an image.
 *
 *     h ← h + O(attention(Q n, K n, V n)),  n = norm(h)        h ← h + D(relu(U n)),  n = norm(h)
 *
 * A token is a position: to an estimator such a projection is what a convolution is, z = X w_o with X [T, n], and as
 * there LRT does not apply. Patch embedding, positions, normalisations and the head, a mean over tokens and a dense
 * layer, are deterministic. Prior N(0, 1) on every weight, He-normal start means.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Draw, type Key, normal, split } from "../../estimators/mod.ts";
import {
  type BayesianClassifier,
  crossEntropy,
  logMeanSoftmax,
  samplePasses,
  targetOf,
} from "../classifier.ts";
import { estimatorFor } from "../layer_estimator.ts";
import { denseLayer, variable } from "../layers/dense.ts";
import { type VariationalDense, variationalDense } from "../layers/variational_dense.ts";
import type { GradientBlock, LayerDraw, ObjectiveOptions, Pass } from "../types.ts";
import { attention, layerNorm, patchOrder } from "./attention.ts";
import { resolved, type Settings, type TransformerOptions } from "./settings.ts";

/** Names of the Gaussian projections of a block, in the order in which they are drawn. */
const PROJECTIONS = ["query", "key", "value", "output", "up", "down"] as const;
type Projection = (typeof PROJECTIONS)[number];

/** Names of the layers, first block first: `query1`, `key1`, … */
export function transformerLayers(blocks = 2): string[] {
  return Array.from({ length: blocks }, (_, b) => PROJECTIONS.map((name) => `${name}${b + 1}`)).flat();
}

/**
 * A Bayesian transformer.
 *
 * @throws {RangeError} for tokens that are no square number or more than estimators of shared weights take, a side that
 * they do not divide, a width that the heads do not divide, or sizes below one.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
 * import { bayesianTransformer } from "./transformer.ts";
 *
 * await useBackend("cpu");
 * const model = bayesianTransformer({ key: key(0), trainingExamples: 9, side: 4, tokens: 4, width: 8, blocks: 1 });
 * const log = model.logPredictive(tf.zeros([2, 16]), { estimator: getEstimator("r2g2"), key: key(1) });
 * console.assert(log.shape[1] === 10 && model.parameters.has("query1/mean"));
 * ```
 */
export function bayesianTransformer(options: TransformerOptions): BayesianClassifier {
  const settings = resolved(options);
  const { key, tokens, width, blocks, hidden, classes, priorScale, trainingExamples } = settings;
  const { side, channels, heads, initialLogScale } = settings;
  const names = transformerLayers(blocks);
  const [embedKey, positionKey, headKey, ...layerKeys] = split(key, 3 + names.length) as [Key, Key, Key];
  const pixels = side ** 2 * channels;
  const across = Math.sqrt(tokens);
  const order = patchOrder({ side, channels, across });
  const embed = denseLayer({ inputs: pixels / tokens, outputs: width, key: embedKey });
  const position = variable(() => tf.mul(normal(positionKey, [tokens, width]), 0.02));
  const layers = new Map(names.map((name, i): [string, VariationalDense] => {
    const [inputs, outputs] = sizesOf(PROJECTIONS[i % PROJECTIONS.length]!, { width, hidden });
    return [name, variationalDense({ inputs, outputs, key: layerKeys[i]!, initialLogScale })];
  }));
  const norms = Array.from({ length: 2 * blocks + 1 }, () => layerNorm(width));
  const head = denseLayer({ inputs: width, outputs: classes, key: headKey });
  const parameters = new Map<string, tf.Variable>([
    ...named("embed", embed.parameters),
    ["position", position],
    ...names.flatMap((name) => named(name, layers.get(name)!.parameters)),
    ...norms.flatMap((norm, i) => named(`norm${i + 1}`, norm.parameters)),
    ...named("head", head.parameters),
  ]);

  const forward = (images: tf.Tensor2D, { estimator, key: drawKey, probe }: ObjectiveOptions) => {
    if (images.shape[1] !== pixels) {
      throw new RangeError(
        `transformer: images have ${
          images.shape[1]
        } values; wanted ${side} × ${side} × ${channels}, ${pixels}`,
      );
    }
    const keys = split(drawKey, names.length);
    const draws: LayerDraw[] = [];
    const through = (name: Projection, block: number, x: tf.Tensor): tf.Tensor => {
      const layer = `${name}${block + 1}`;
      const inputs = probe?.(`${layer}/inputs`, x) ?? x;
      const at = names.indexOf(layer);
      const draw: Draw = layers.get(layer)!.apply(inputs, estimatorFor(estimator, layer), keys[at]!);
      draws.push({ layer, draw });
      return draw.preactivations;
    };
    const batch = images.shape[0];
    const patches = tf.reshape(tf.gather(images, tf.tensor1d(order, "int32"), 1), [
      batch * tokens,
      pixels / tokens,
    ]);
    let h: tf.Tensor = tf.add(tf.reshape(embed.apply(patches), [batch, tokens, width]), position);
    for (let b = 0; b < blocks; b++) {
      const n = norms[2 * b]!.apply(h);
      const [queries, keys, values] = (["query", "key", "value"] as const).map((name) => through(name, b, n));
      const seen = attention({ queries: queries!, keys: keys!, values: values! }, heads);
      h = tf.add(h, through("output", b, seen));
      const up = through("up", b, norms[2 * b + 1]!.apply(h));
      h = tf.add(h, through("down", b, tf.relu(up)));
    }
    const logits = head.apply(tf.mean(norms.at(-1)!.apply(h), 1));
    return { logits, draws };
  };

  return {
    name: "transformer",
    options: { side, channels, tokens, width, heads, blocks, hidden, classes, priorScale, initialLogScale },
    parameters,
    blocks: names.flatMap((layer): GradientBlock[] => [
      { layer, block: "mean", source: { parameter: `${layer}/mean` } },
      { layer, block: "scale", source: { parameter: `${layer}/logScale` } },
      { layer, block: "upstream", source: { probe: `${layer}/inputs` } },
    ]),
    objective(batch, objective) {
      const target = targetOf("transformer", { batch, classes });
      const passes = samplePasses(objective, (pass): Pass => {
        const { logits, draws } = forward(batch.images, pass);
        return { losses: crossEntropy(logits, target), draws };
      });
      const kl = tf.addN([...layers.values()].map((layer) => layer.kl(priorScale)));
      return { passes, regulariser: tf.div(kl, trainingExamples) };
    },
    logPredictive: (images, objective) =>
      logMeanSoftmax(images, objective, (pass) => forward(images, pass).logits),
    dispose: () => tf.dispose([...parameters.values()]),
  };
}

function named(owner: string, variables: Readonly<Record<string, tf.Variable>>): [string, tf.Variable][] {
  return Object.entries(variables).map(([name, own]) => [`${owner}/${name}`, own]);
}

function sizesOf(name: Projection, { width, hidden }: Pick<Settings, "width" | "hidden">): [number, number] {
  return name === "up" ? [width, hidden] : name === "down" ? [hidden, width] : [width, width];
}
