/**
 * VGG-16, configuration D.
 * @module
 */
import type { Network, NetworkLayer } from "./types.ts";

/** A convolution of 3 × 3 over a map of so many rows and columns. */
function conv(name: string, size: number, channels: readonly [number, number], count = 1): NetworkLayer {
  const [from, to] = channels;
  return { name, count, positions: size * size, inputs: 9 * from, units: to };
}

/** Simonyan and Zisserman, 2015, table 1, column D. */
export const vgg16: Network = {
  name: "vgg16",
  source: "Simonyan and Zisserman, arXiv 1409.1556, table 1, D",
  layers: [
    conv("conv1_1", 224, [3, 64]),
    conv("conv1_2", 224, [64, 64]),
    conv("conv2_1", 112, [64, 128]),
    conv("conv2_2", 112, [128, 128]),
    conv("conv3_1", 56, [128, 256]),
    conv("conv3_2, 3_3", 56, [256, 256], 2),
    conv("conv4_1", 28, [256, 512]),
    conv("conv4_2, 4_3", 28, [512, 512], 2),
    conv("conv5_1 to 5_3", 14, [512, 512], 3),
    { name: "fc6", positions: 1, inputs: 25_088, units: 4096 },
    { name: "fc7", positions: 1, inputs: 4096, units: 4096 },
    { name: "fc8", positions: 1, inputs: 4096, units: 1000 },
  ],
};
