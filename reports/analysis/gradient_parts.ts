/**
 * Parts of a model's gradient: layers, and in each of them blocks.
 * @module
 */

/** Name of the layer that stands for the sum over all layers. */
export const ALL_LAYERS = "all layers";
/** Blocks that hold parameters of the Gaussian, whose traces add up to the variance of its gradient. */
export const PARAMETER_BLOCKS: readonly string[] = ["mean", "scale"];
/** Name of the sum over those blocks. */
export const PARAMETERS = "mean + scale";

const BLOCKS = [PARAMETERS, "mean", "scale", "upstream"];

/** Position of a block in lists. */
export function blockRank(block: string): number {
  const rank = BLOCKS.indexOf(block);
  return rank < 0 ? BLOCKS.length : rank;
}

/** A block in words: `parameters` for the sum over those of the Gaussian. */
export function gradientOf(block: string): string {
  return block === PARAMETERS ? "parameters" : block;
}

/** A layer of a model, as the name of a line. */
export function lineOf(subject: string, layer: string): string {
  return `${subject} · ${layer}`;
}
