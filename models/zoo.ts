/**
 * Models by name: one entry per line; a new model is a folder and a line here.
 * @module
 */
import { cnnEntry, mlpEntry } from "./bnn/entries.ts";
import { lastLayerEntry } from "./last_layer/entry.ts";
import { configuredEntry, type ModelSpec, modelSpec } from "./model_spec.ts";
import { Registry } from "./registry.ts";
import { transformerEntry } from "./transformer/entry.ts";
import { vaeEntry } from "./vae/entry.ts";
import type { ModelEntry } from "./zoo_entry.ts";

const registry = new Registry<ModelEntry>("model", [
  mlpEntry("mlp", { hidden: [1024, 1024] }),
  mlpEntry("mlp-small", { hidden: [256, 256] }),
  cnnEntry("cnn", { width: 64 }),
  cnnEntry("cnn-small", { width: 8 }),
  vaeEntry("vae1", { layers: 1 }),
  vaeEntry("vae2", { layers: 2 }),
  vaeEntry("vae3", { layers: 3 }),
  // More latents than the map has outputs: the case in which conditioning the noise can pay.
  vaeEntry("vae1-narrow", { layers: 1, latents: 200, firstMap: 50 }),
  // The same at every latent; the estimator on trial draws each with the map that follows it.
  vaeEntry("vae2-narrow", { layers: 2, latents: 200, hidden: 50, treated: "all" }),
  // The paper's other reading: lower latents are sampled in the decoder.
  vaeEntry("vae2-decoder", { layers: 2, sampled: "decoder" }),
  vaeEntry("vae3-decoder", { layers: 3, sampled: "decoder" }),
  vaeEntry("vae1-iwae", { layers: 1, objective: { bound: "iwae", samples: 5 } }),
  vaeEntry("vae1-dreg", { layers: 1, objective: { bound: "iwae", samples: 5, gradient: "dreg" } }),
  lastLayerEntry("bayes-last-layer", { family: "full" }),
  lastLayerEntry("bayes-last-layer-low-rank", { family: "low-rank", rank: 4 }),
  lastLayerEntry("bayes-hidden-layer", { family: "full", hidden: 12 }),
  lastLayerEntry("bayes-hidden-layer-low-rank", { family: "low-rank", rank: 4, hidden: 12 }),
  transformerEntry("transformer"),
]);

/** Names of all registered models, in the order of registration. */
export function modelNames(): string[] {
  return registry.names();
}

/**
 * The entry of a model, by its name, with settings where some are chosen: `mlp`, `mlp@log-sigma=-3`.
 *
 * @throws {RangeError} on an unknown name, with the registered names and the nearest one, and for settings that the
 * model does not have or take.
 * @example
 * ```ts
 * import { zooEntry } from "./zoo.ts";
 * console.assert(zooEntry("mlp@log-sigma=-3").options?.["log-sigma"] === -3);
 * ```
 */
export function zooEntry(model: string | ModelSpec): ModelEntry {
  const { name, options } = typeof model === "string" ? modelSpec(model) : model;
  return configuredEntry(registry.get(name), options);
}

/** Whether a text names a registered model, with or without settings. */
export function isModel(text: string): boolean {
  return registry.has(text.split("@")[0]!);
}

/**
 * Makes a model known by its name to the bench.
 *
 * @throws {RangeError} if the name is taken, empty, or not lower-case words joined by hyphens.
 * @example A narrower perceptron than the registered ones
 * ```ts
 * import { getEstimator } from "../estimators/mod.ts";
 * import { bnnMlp } from "./bnn/mlp.ts";
 * import { modelNames, registerModel } from "./zoo.ts";
 *
 * registerModel({
 *   name: "mlp-tiny",
 *   kind: "classifier",
 *   learningRate: 1e-3,
 *   estimators: ["rt", "lrt", "r2g2"],
 *   layers: ["dense1", "dense2"],
 *   build: ({ height, width, channels, classes, train }, key) => ({
 *     kind: "classifier",
 *     model: bnnMlp({ key, trainingExamples: train.count, widths: [height * width * channels, 16, classes] }),
 *     predictive: getEstimator("lrt"),
 *   }),
 * });
 * console.assert(modelNames().includes("mlp-tiny"));
 * ```
 */
export function registerModel(entry: ModelEntry): void {
  registry.register(entry);
}
