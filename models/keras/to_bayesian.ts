/**
 * A trained or untrained model of tfjs with Gaussian weights in place of its weights (mean-field).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type LayersModel, models } from "@tensorflow/tfjs-layers";
import { type BayesianLayerSettings, resolved } from "./bayesian_layer.ts";
import "./bayes_conv2d.ts"; // registers its class, as the next does
import "./bayes_dense.ts";

/** Settings of {@linkcode toBayesian}, for all layers that it replaces. */
export interface ToBayesianOptions extends BayesianLayerSettings {
  /** Names of layers that keep their weights. @default none */
  readonly keep?: readonly string[];
}

/** A layer as a saved model describes it, in Python's spelling. */
interface SavedLayer {
  // deno-lint-ignore camelcase
  class_name: string;
  config: Record<string, unknown>;
}

/** What a dense layer or a convolution becomes. */
const REPLACED: Readonly<Record<string, (config: Record<string, unknown>) => SavedLayer>> = {
  Dense: ({ units, ...config }) => ({ class_name: "BayesDense", config: { ...common(config), units } }),
  Conv2D(config) {
    const all = (name: string) => [config[name]].flat();
    const [size] = all("kernel_size");
    const fits = config["padding"] === "same" && !/first/i.test(String(config["data_format"])) &&
      [...all("strides"), ...all("dilation_rate")].every((each) => each === 1) &&
      all("kernel_size").every((each) => each === size) && Number(size) % 2 === 1;
    if (!fits) {
      throw new RangeError(
        `toBayesian: convolution ${config["name"]} has padding ${config["padding"]}, strides ${
          config["strides"]
        }, dilation ${config["dilation_rate"]}, kernel ${config["kernel_size"]}, ${config["data_format"]}; ` +
          'wanted "same", 1, 1, an odd square and channels_last: name it in keep',
      );
    }
    return {
      class_name: "BayesConv2D",
      config: { ...common(config), filters: config["filters"], kernel_size: size },
    };
  },
};

/**
 * A copy of a model, sequential or functional, whose dense layers and convolutions have Gaussian weights around the
 * weights that they had, and the KL as a loss. It predicts what the model did, until it is compiled and trained.
 *
 * @throws {RangeError} for a convolution with other strides, dilation or padding than `"same"`, which `keep` may name, and for a
 * layer without a bias.
 * @example
 * ```ts
 * import { layers, sequential } from "@tensorflow/tfjs-layers"; // or tf.sequential of @tensorflow/tfjs
 * import { toBayesian, useBackend } from "@r2g2/bench";
 *
 * await useBackend("cpu");
 * const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
 * const bayesian = await toBayesian(model, { estimator: "r2g2", klWeight: 1 / 1000 });
 * console.assert(bayesian.layers[0]!.getClassName() === "BayesDense");
 * ```
 */
export async function toBayesian(model: LayersModel, options: ToBayesianOptions = {}): Promise<LayersModel> {
  const { keep = [], ...settings } = options;
  const own = python(resolved("toBayesian", settings));
  const topology = JSON.parse(model.toJSON() as string) as {
    readonly config: { readonly layers: SavedLayer[] };
  };
  for (const layer of topology.config.layers) {
    const replace = keep.includes(String(layer.config["name"])) ? undefined : REPLACED[layer.class_name];
    if (replace === undefined) continue;
    if (layer.config["use_bias"] === false) {
      throw new RangeError(
        `toBayesian: layer ${layer.config["name"]} has no bias; wanted one, or its name in keep`,
      );
    }
    const { class_name, config } = replace(layer.config);
    Object.assign(layer, { class_name, config: { ...config, ...own } });
  }
  const bayesian = await models.modelFromJSON({
    modelTopology: topology as unknown as tf.io.ModelJSON["modelTopology"],
  });
  for (const layer of model.layers) copyWeights(layer, bayesian.getLayer(layer.name));
  return bayesian;
}

function common(config: Record<string, unknown>): Record<string, unknown> {
  const shared = ["name", "activation", "dtype", "batch_input_shape", "trainable"].filter((name) =>
    config[name] !== undefined
  );
  return Object.fromEntries(shared.map((name) => [name, config[name]]));
}

/** Settings as a saved model spells them. */
function python(settings: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map((
      [name, value],
    ) => [name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

type AnyLayer = LayersModel["layers"][number];

function copyWeights(from: AnyLayer, to: AnyLayer): void {
  if (from.getClassName() === to.getClassName()) return to.setWeights(from.getWeights());
  const [kernel, bias] = from.getWeights() as [tf.Tensor, tf.Tensor];
  const [mean, logScale] = to.getWeights() as [tf.Tensor, tf.Tensor];
  tf.tidy(() => to.setWeights([tf.reshape(kernel, mean.shape), logScale, bias]));
}
