/**
 * Fashion-MNIST: 60 000 + 10 000 articles of clothing, 28 × 28 grey, in MNIST's format (Xiao, Rasul,
 * Vollgraf 2017).
 * @module
 */
import type { CacheOptions } from "./files/cache.ts";
import type { DataFile } from "./files/data_file.ts";
import type { IdxSet } from "./idx_set.ts";
import type { ImageDataset } from "./types.ts";
import { loadIdxSet } from "./idx_set.ts";

/** The four original files. */
export const fashionMnistFiles: IdxSet = {
  name: "fashion-mnist",
  files: {
    name: "fashion-mnist",
    files: [
      file("train-images-idx3-ubyte.gz", {
        size: 26421880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      }),
      file("train-labels-idx1-ubyte.gz", {
        size: 29515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      }),
      file("t10k-images-idx3-ubyte.gz", {
        size: 4422102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      }),
      file("t10k-labels-idx1-ubyte.gz", {
        size: 5148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      }),
    ],
  },
  train: ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"],
  test: ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"],
  classes: 10,
};

/**
 * Reads Fashion-MNIST.
 *
 * @throws {DataError} where a file is missing or not the published one
 */
export async function loadFashionMnist(options: CacheOptions = {}): Promise<ImageDataset> {
  return await loadIdxSet(fashionMnistFiles, options);
}

function file(name: string, print: { size: number; sha256: string }): DataFile {
  return {
    name,
    ...print,
    urls: [
      // The publisher's other address has no https.
      `https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/${name}`,
    ],
  };
}
