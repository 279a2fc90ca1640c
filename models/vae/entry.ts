/**
 * The variational autoencoder as the zoo registers it: output biases at the data set's mean image.
 * @module
 */
import { pixelMeans } from "../datasets/pixel_means.ts";
import type { ModelEntry } from "../zoo_entry.ts";
import { treatedSites } from "./sites.ts";
import { vae, type VaeOptions } from "./vae.ts";

/** A VAE of the given sizes on flattened images. */
export function vaeEntry(
  name: string,
  options: Omit<VaeOptions, "key" | "pixels" | "pixelMeans"> & { readonly layers: number },
): ModelEntry {
  return {
    name,
    kind: "generative",
    learningRate: 3e-4,
    // A score function does not differentiate through the draw, which a weighted bound asks for.
    estimators: options.objective === undefined
      ? ["rt", "score", "r2g2", "r2g2-cg"]
      : ["rt", "r2g2", "r2g2-cg"],
    layers: treatedSites(options.treated ?? "bottom", options.layers, options.sampled),
    build(dataset, key) {
      const pixels = dataset.height * dataset.width * dataset.channels;
      return { kind: "generative", model: vae({ key, pixels, pixelMeans: pixelMeans(dataset), ...options }) };
    },
  };
}
