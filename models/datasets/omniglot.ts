/**
 * Omniglot at 28 × 28 grey in the split of Burda, Grosse and Salakhutdinov (2016), 24 345 + 8 070
 * characters, and a stand-in made from the same drawings scaled differently.
 * @module
 */
import type { CacheOptions } from "./files/cache.ts";
import type { FileSet } from "./files/data_file.ts";
import type { IdxSet } from "./idx_set.ts";
import type { MatArray } from "./formats/mat5.ts";
import type { ImageDataset, Split } from "./types.ts";
import { readDataFile } from "./files/cache.ts";
import { identity } from "./files/data_file.ts";
import { loadIdxSet } from "./idx_set.ts";
import { readMat5 } from "./formats/mat5.ts";
import { storedSplit } from "./stored_split.ts";
import { DataError } from "./types.ts";

const SIDE = 28;
const SIZE = SIDE * SIDE;

/** The one file of the benchmark. */
export const omniglotFiles: FileSet = {
  name: "omniglot",
  files: [{
    name: "chardata.mat",
    md5: "21ecaf34373511aa7691cf2e0802aa3d",
    urls: ["https://github.com/yburda/iwae/raw/master/datasets/OMNIGLOT/chardata.mat"],
  }],
};

/** The stand-in's four files; they cannot be downloaded. */
export const omniglotStandinFiles: IdxSet = {
  name: "omniglot-standin",
  files: {
    name: "omniglot-standin",
    folder: "omniglot",
    files: [
      {
        name: "standin28-train-images-idx3-ubyte.gz",
        size: 2178677,
        sha256: "10ef49faaf373ec1f134ee8c777718972f13e7c8bff3f053d84e80211123f367",
        urls: [],
      },
      {
        name: "standin28-train-labels-idx1-short.gz",
        size: 2715,
        sha256: "ddb0a87833b628539fb47591ef9219c6c879cb2e877d03afa65026b9a41eedb3",
        urls: [],
      },
      {
        name: "standin28-test-images-idx3-ubyte.gz",
        size: 730527,
        sha256: "c4ccb3fd8d0b783c34bcdd3fc528dcc1487461da4cba22adaa1f7d627a99f79f",
        urls: [],
      },
      {
        name: "standin28-test-labels-idx1-short.gz",
        size: 2393,
        sha256: "714e867ec13ccb5a6b7918ecc0c6ee0d2d9b9af3af613cb1f8c4104336b2693d",
        urls: [],
      },
    ],
  },
  train: ["standin28-train-images-idx3-ubyte.gz", "standin28-train-labels-idx1-short.gz"],
  test: ["standin28-test-images-idx3-ubyte.gz", "standin28-test-labels-idx1-short.gz"],
  classes: 1623,
  firstLabel: 1,
  note: "not the benchmark's images: Omniglot's drawings scaled in another way; " +
    "likelihoods must not be compared with published Omniglot figures",
};

/**
 * Reads the stand-in; its labels are characters.
 *
 * @throws {DataError} where a file is missing or damaged
 */
export async function loadOmniglotStandin(options: CacheOptions = {}): Promise<ImageDataset> {
  return await loadIdxSet(omniglotStandinFiles, options);
}

/**
 * Reads the benchmark's `chardata.mat`; its labels are alphabets (`target`, one row each) or, in a file
 * without those, the characters' numbers within their alphabets (`targetchar`).
 *
 * @param files for tests: another fingerprint
 * @throws {DataError} where the file is missing, damaged or laid out differently
 */
export async function loadOmniglot(
  options: CacheOptions = {},
  files: FileSet = omniglotFiles,
): Promise<ImageDataset> {
  const file = await readDataFile(files, files.files[0]!, options);
  const names = ["data", "testdata", "target", "testtarget", "targetchar", "testtargetchar"];
  const matrices = readMat5(file.bytes, { source: file.path, names });
  const kind = matrices.has("target") ? "target" : "targetchar";
  const trainLabels = labelsOf(wanted(matrices, kind, file.path));
  const testLabels = labelsOf(wanted(matrices, `test${kind}`, file.path));
  const classes = 1 + [...trainLabels, ...testLabels].reduce((a, b) => Math.max(a, b), 0);
  function split(name: string, labels: Int32Array): Split {
    return storedSplit({
      images: imagesOf(wanted(matrices, name, file.path), { name, source: file.path }),
      labels,
      size: SIZE,
      classes,
      source: `${file.path}, ${name}`,
    });
  }
  return {
    name: "omniglot",
    sha256: identity([file]),
    classes,
    height: SIDE,
    width: SIDE,
    channels: 1,
    train: split("data", trainLabels),
    test: split("testdata", testLabels),
  };
}

function wanted(matrices: ReadonlyMap<string, MatArray>, name: string, source: string): MatArray {
  const matrix = matrices.get(name);
  if (matrix !== undefined && matrix.shape.length === 2) return matrix;
  throw new DataError(`${source}: has no two-dimensional matrix ${name}`);
}

/**
 * Images from columns that are column-major themselves, turned to row-major; in bytes where all values are
 * whole 255ths, which needs a quarter of the memory.
 */
function imagesOf(
  { shape, data }: MatArray,
  options: { readonly name: string; readonly source: string },
): Uint8Array | Float32Array {
  const { name, source } = options;
  if (shape[0] !== SIZE) {
    throw new DataError(`${source}: ${name} has ${shape[0]} rows where an image has ${SIZE} pixels`);
  }
  let whole = true;
  for (const value of data) {
    if (!(value >= 0 && value <= 1)) {
      throw new DataError(`${source}: ${name} holds ${value}; intensities are from 0 to 1`);
    }
    whole &&= Math.abs(value * 255 - Math.round(value * 255)) < 1e-9;
  }
  const images = whole ? new Uint8Array(data.length) : new Float32Array(data.length);
  const scale = whole ? 255 : 1;
  for (let at = 0; at < data.length; at += SIZE) {
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const value = data[at + column * SIDE + row]! * scale;
        images[at + row * SIDE + column] = whole ? Math.round(value) : value;
      }
    }
  }
  return images;
}

/** Labels counted from 0: the row of the 1 in each column, or numbers counted from 1 in a single row. */
function labelsOf({ shape, data }: MatArray): Int32Array {
  const [rows = 0, columns = 0] = shape;
  if (rows === 1) return Int32Array.from(data, (value) => value - 1);
  return Int32Array.from({ length: columns }, (_, column) => {
    const at = column * rows;
    return data.subarray(at, at + rows).reduce((best, value, row, all) => value > all[best]! ? row : best, 0);
  });
}
