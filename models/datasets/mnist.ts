/**
 * MNIST: 60 000 + 10 000 handwritten digits, 28 × 28 grey (LeCun, Cortes, Burges 1998).
 * @module
 */
import type { CacheOptions } from "./files/cache.ts";
import type { DataFile } from "./files/data_file.ts";
import type { IdxSet } from "./idx_set.ts";
import type { ImageDataset } from "./types.ts";
import { loadIdxSet } from "./idx_set.ts";

/** The four original files. LeCun's own server refuses downloads, hence the two mirrors. */
export const mnistFiles: IdxSet = {
  name: "mnist",
  files: {
    name: "mnist",
    files: [
      file("train-images-idx3-ubyte.gz", {
        size: 9912422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      }),
      file("train-labels-idx1-ubyte.gz", {
        size: 28881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      }),
      file("t10k-images-idx3-ubyte.gz", {
        size: 1648877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      }),
      file("t10k-labels-idx1-ubyte.gz", {
        size: 4542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      }),
    ],
  },
  train: ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"],
  test: ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"],
  classes: 10,
};

/**
 * Reads MNIST.
 *
 * @throws {DataError} where a file is missing or not the published one
 */
export async function loadMnist(options: CacheOptions = {}): Promise<ImageDataset> {
  return await loadIdxSet(mnistFiles, options);
}

function file(name: string, print: { size: number; sha256: string }): DataFile {
  return {
    name,
    ...print,
    urls: [
      `https://storage.googleapis.com/cvdf-datasets/mnist/${name}`,
      `https://ossci-datasets.s3.amazonaws.com/mnist/${name}`,
    ],
  };
}
