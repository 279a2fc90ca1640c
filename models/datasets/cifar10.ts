/**
 * CIFAR-10: 50 000 + 10 000 photographs of ten kinds of things, 32 × 32 colour (Krizhevsky 2009), in the
 * binary version: records of a label byte and 3072 bytes, the red, green and blue planes.
 * @module
 */
import type { CacheOptions, VerifiedFile } from "./files/cache.ts";
import type { FileSet } from "./files/data_file.ts";
import type { ImageDataset, Split } from "./types.ts";
import { isInDataDir, readDataFile } from "./files/cache.ts";
import { fileOf, identity } from "./files/data_file.ts";
import { gunzip } from "./formats/gzip.ts";
import { storedSplit } from "./stored_split.ts";
import { readTar } from "./formats/tar.ts";
import { DataError } from "./types.ts";

const PIXELS = 32 * 32;
const CHANNELS = 3;
const CLASSES = 10;
const RECORD = 1 + CHANNELS * PIXELS;

/** The published archive, and the part of it that a folder may hold instead. */
export interface Cifar10Files {
  /** One file, the archive. */
  readonly archive: FileSet;
  /** Batches in the archive. */
  readonly train: readonly string[];
  readonly test: string;
  /** Two files, a training batch and the beginning of the test batch, each packed by gzip. */
  readonly part: FileSet;
}

/** The original archive, and a part of one sixth of it. */
export const cifar10Files: Cifar10Files = {
  archive: {
    name: "cifar10",
    files: [{
      name: "cifar-10-binary.tar.gz",
      md5: "c32a1d4ab5d03f1284b67883e8d87530",
      urls: ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
    }],
  },
  train: [1, 2, 3, 4, 5].map((batch) => `cifar-10-batches-bin/data_batch_${batch}.bin`),
  test: "cifar-10-batches-bin/test_batch.bin",
  part: {
    name: "cifar10",
    files: [
      {
        name: "data_batch_1.bin.gz",
        size: 28313767,
        sha256: "6fcee3c4b6ea120cf82b263e2e9fe932e7edf7daf530e8b8ed62c178f70910c6",
        urls: [],
      },
      {
        name: "test_batch_first1000.bin.gz",
        size: 2834548,
        sha256: "3d5e72c2623a79c57b916d8669b4cba52fa2984d04cb8cd7d256902adc743432",
        urls: [],
      },
    ],
  },
};

/**
 * Reads CIFAR-10: the archive where it is in `dataDir`; else the part where that is in `dataDir`, which the
 * set's note says; else the archive in the cache.
 *
 * @param files for tests: other fingerprints
 * @throws {DataError} where a file is missing, damaged or not the published one
 */
export async function loadCifar10(
  options: CacheOptions = {},
  files: Cifar10Files = cifar10Files,
): Promise<ImageDataset> {
  const archive = files.archive.files[0]!;
  const [trainPart, testPart] = files.part.files.map(({ name }) => fileOf(files.part, name));
  if (
    !await isInDataDir(files.archive, archive, options.dataDir) &&
    await isInDataDir(files.part, trainPart!, options.dataDir)
  ) {
    const train = await readDataFile(files.part, trainPart!, options);
    const test = await readDataFile(files.part, testPart!, options);
    const set = dataset([train, test], {
      train: splitOf([gunzip(train.bytes, train.path)], train.path),
      test: splitOf([gunzip(test.bytes, test.path)], test.path),
    });
    const { train: { count: trained }, test: { count: tested } } = set;
    return {
      ...set,
      note: `a part of CIFAR-10: ${trained} training and ${tested} test images; ` +
        `accuracies near 68 % have a standard error of ${
          (100 * Math.sqrt(0.68 * 0.32 / tested)).toFixed(1)
        } points`,
    };
  }
  const file = await readDataFile(files.archive, archive, options);
  const batches = readTar(gunzip(file.bytes, file.path), file.path);
  function batch(name: string): Uint8Array {
    const bytes = batches.get(name);
    if (bytes === undefined) throw new DataError(`${file.path}: has no ${name}`);
    return bytes;
  }
  return dataset([file], {
    train: splitOf(files.train.map(batch), file.path),
    test: splitOf([batch(files.test)], file.path),
  });
}

function dataset(
  used: readonly VerifiedFile[],
  splits: { readonly train: Split; readonly test: Split },
): ImageDataset {
  return {
    name: "cifar10",
    sha256: identity(used),
    classes: CLASSES,
    height: 32,
    width: 32,
    channels: CHANNELS,
    ...splits,
  };
}

/** Planes become channels-last pixels on the way in. */
function splitOf(batches: readonly Uint8Array[], source: string): Split {
  for (const { length } of batches) {
    if (length === 0 || length % RECORD !== 0) {
      throw new DataError(
        `${source}: a batch of ${length} bytes is not a whole number of records of ${RECORD}`,
      );
    }
  }
  const count = batches.reduce((sum, { length }) => sum + length / RECORD, 0);
  const images = new Uint8Array(count * CHANNELS * PIXELS);
  const labels = new Uint8Array(count);
  let example = 0;
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += RECORD, example++) {
      labels[example] = batch[at]!;
      const to = example * CHANNELS * PIXELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const plane = at + 1 + channel * PIXELS;
        for (let p = 0; p < PIXELS; p++) images[to + CHANNELS * p + channel] = batch[plane + p]!;
      }
    }
  }
  return storedSplit({ images, labels, size: CHANNELS * PIXELS, classes: CLASSES, source });
}
