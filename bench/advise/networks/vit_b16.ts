/**
 * ViT-B/16: twelve blocks over 196 patches and a class token.
 * @module
 */
import type { Network } from "./types.ts";

const [TOKENS, WIDTH, BLOCKS] = [197, 768, 12];

/** Dosovitskiy et al., 2021, table 1. */
export const vitB16: Network = {
  name: "vit-b16",
  source: "Dosovitskiy et al., arXiv 2010.11929, table 1",
  layers: [
    { name: "patch embedding", positions: TOKENS - 1, inputs: 16 * 16 * 3, units: WIDTH },
    { name: "query, key, value, output", count: 4 * BLOCKS, positions: TOKENS, inputs: WIDTH, units: WIDTH },
    { name: "MLP, up", count: BLOCKS, positions: TOKENS, inputs: WIDTH, units: 4 * WIDTH },
    { name: "MLP, down", count: BLOCKS, positions: TOKENS, inputs: 4 * WIDTH, units: WIDTH },
    { name: "head", positions: 1, inputs: WIDTH, units: 1000 },
  ],
};
