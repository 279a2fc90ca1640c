/**
 * ResNet-50, with strides in the 3 × 3 convolutions.
 * @module
 */
import type { Network, NetworkLayer } from "./types.ts";

/** Bottlenecks of a stage: 1 × 1 down, 3 × 3, 1 × 1 up, and a projection of the first. */
function stage(
  name: string,
  { size, blocks, from, width }: { size: number; blocks: number; from: number; width: number },
): NetworkLayer[] {
  const [positions, wide] = [size * size, 4 * width];
  // The first block's 1 × 1 still sees the stage before; from the second stage on that is twice as large.
  const before = from === width ? positions : 4 * positions;
  return [
    { name: `${name}, 1 × 1 down, first`, positions: before, inputs: from, units: width },
    { name: `${name}, 1 × 1 down`, count: blocks - 1, positions, inputs: wide, units: width },
    { name: `${name}, 3 × 3`, count: blocks, positions, inputs: 9 * width, units: width },
    { name: `${name}, 1 × 1 up`, count: blocks, positions, inputs: width, units: wide },
    { name: `${name}, projection`, positions, inputs: from, units: wide },
  ];
}

/** He, Zhang, Ren and Sun, 2016, table 1. */
export const resnet50: Network = {
  name: "resnet50",
  source: "He et al., arXiv 1512.03385, table 1",
  layers: [
    { name: "conv1, 7 × 7", positions: 112 * 112, inputs: 49 * 3, units: 64 },
    ...stage("conv2", { size: 56, blocks: 3, from: 64, width: 64 }),
    ...stage("conv3", { size: 28, blocks: 4, from: 256, width: 128 }),
    ...stage("conv4", { size: 14, blocks: 6, from: 512, width: 256 }),
    ...stage("conv5", { size: 7, blocks: 3, from: 1024, width: 512 }),
    { name: "fc", positions: 1, inputs: 2048, units: 1000 },
  ],
};
