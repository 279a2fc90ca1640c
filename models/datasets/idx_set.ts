/**
 * Data sets of four IDX files: images and labels of two splits.
 * @module
 */
import type { FileSet } from "./files/data_file.ts";
import type { CacheOptions, VerifiedFile } from "./files/cache.ts";
import type { ImageDataset, Split } from "./types.ts";
import { readDataFile } from "./files/cache.ts";
import { fileOf, identity } from "./files/data_file.ts";
import { gunzip } from "./formats/gzip.ts";
import { parseIdx } from "./formats/idx.ts";
import { storedSplit } from "./stored_split.ts";
import { DataError } from "./types.ts";

/** A set of four gzipped IDX files. */
export interface IdxSet {
  /** Name of the data set. */
  readonly name: string;
  readonly files: FileSet;
  /** The files' names, images first. */
  readonly train: readonly [images: string, labels: string];
  readonly test: readonly [images: string, labels: string];
  readonly classes: number;
  /** Subtracted from the files' labels, which may count from 1. @default 0 */
  readonly firstLabel?: number;
  readonly note?: string;
}

/**
 * Reads and verifies the four files.
 *
 * @throws {DataError} where one is missing, damaged, or does not fit the others
 */
export async function loadIdxSet(set: IdxSet, options: CacheOptions): Promise<ImageDataset> {
  const used: VerifiedFile[] = [];
  async function read(name: string, axes: number): Promise<ReturnType<typeof parseIdx>> {
    const file = await readDataFile(set.files, fileOf(set.files, name), options);
    used.push(file);
    return parseIdx(gunzip(file.bytes, file.path), { source: file.path, axes });
  }
  let extent: readonly [height: number, width: number] | undefined;
  async function split([imagesName, labelsName]: readonly [string, string]): Promise<Split> {
    const images = await read(imagesName, 3);
    const labels = await read(labelsName, 1);
    const [, height = 0, width = 0] = images.shape;
    if (extent !== undefined && (extent[0] !== height || extent[1] !== width)) {
      throw new DataError(
        `${set.name}: ${imagesName} has images of ${height} × ${width}, not ${extent.join(" × ")}`,
      );
    }
    extent = [height, width];
    if (!(images.data instanceof Uint8Array)) {
      throw new DataError(`${set.name}: ${imagesName} holds 16-bit values; images have bytes`);
    }
    const first = set.firstLabel ?? 0;
    return storedSplit({
      images: images.data,
      labels: first === 0 ? labels.data : Int32Array.from(labels.data, (label) => label - first),
      size: height * width,
      classes: set.classes,
      source: `${set.name}, ${imagesName} and ${labelsName}`,
    });
  }
  const train = await split(set.train);
  const test = await split(set.test);
  const [height, width] = extent!;
  return {
    name: set.name,
    sha256: identity(used),
    classes: set.classes,
    height,
    width,
    channels: 1,
    train,
    test,
    ...(set.note === undefined ? {} : { note: set.note }),
  };
}
