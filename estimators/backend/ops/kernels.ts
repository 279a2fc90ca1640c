/**
 * All kernels. A new operation is its file and a line here.
 * @module
 */
import * as bernoulli from "./density/bernoulli.ts";
import * as gaussian from "./density/gaussian.ts";
import * as gaussianSample from "./density/gaussian_sample.ts";
import * as kl from "./density/kl.ts";
import * as varianceAndKl from "./density/variance_and_kl.ts";
import * as exp from "./elementwise/exp.ts";
import * as log from "./elementwise/log.ts";
import * as relu from "./elementwise/relu.ts";
import * as safeSqrt from "./elementwise/safe_sqrt.ts";
import * as softplus from "./elementwise/softplus.ts";
import * as tanh from "./elementwise/tanh.ts";
import * as gram from "./gram/gram.ts";
import * as gramDraw from "./gram/gram_draw.ts";
import * as gramPath from "./gram/gram_path.ts";
import * as gramProduct from "./gram/gram_product.ts";
import * as conv2d from "./images/conv2d.ts";
import * as imagePatches from "./images/image_patches.ts";
import * as maxPool from "./images/max_pool.ts";
import type { Kernel } from "./kernel/kernel.ts";
import * as adam from "./layers/adam.ts";
import * as columnSums from "./layers/column_sums.ts";
import * as dense from "./layers/dense.ts";
import * as gaussianAdam from "./layers/gaussian_adam.ts";
import * as moments from "./layers/moments.ts";
import * as gather from "./layout/gather.ts";
import * as identity from "./layout/identity.ts";
import * as tile from "./layout/tile.ts";
import * as batchMatMul from "./matmul/batch_matmul.ts";
import * as fusedMatMul from "./matmul/fused_matmul.ts";
import * as jointNormals from "./noise/joint_normals.ts";
import * as noiseProduct from "./noise/noise_product.ts";
import * as positionNoise from "./noise/position_noise.ts";
import * as random from "./noise/random.ts";
import * as factors from "./systems/factors.ts";

const FILES: readonly Readonly<Record<string, unknown>>[] = [
  ...[bernoulli, gaussian, gaussianSample, kl, varianceAndKl],
  ...[exp, log, relu, safeSqrt, softplus, tanh],
  ...[gram, gramDraw, gramPath, gramProduct],
  ...[conv2d, imagePatches, maxPool],
  ...[adam, columnSums, dense, gaussianAdam, moments],
  ...[gather, identity, tile],
  ...[batchMatMul, fusedMatMul],
  ...[jointNormals, noiseProduct, positionNoise, random],
  factors,
];

/** The kernels that these files export, by name. */
export const KERNELS: ReadonlyMap<string, Kernel> = new Map(
  FILES.flatMap((file) => Object.values(file).filter(isKernel)).map((kernel) => [kernel.name, kernel]),
);

function isKernel(exported: unknown): exported is Kernel {
  return typeof exported === "object" && exported !== null && "compiled" in exported && "run" in exported;
}
