/**
 * Data sets by name: one entry per line; a new one is a file and a line here.
 * @module
 */
import type { CacheOptions } from "./files/cache.ts";
import type { FileSet } from "./files/data_file.ts";
import type { DataOptions, ImageDataset } from "./types.ts";
import { Registry } from "../registry.ts";
import { cifar10Files, loadCifar10 } from "./cifar10.ts";
import { digits } from "./digits.ts";
import { digits32 } from "./digits32.ts";
import { fashionMnistFiles, loadFashionMnist } from "./fashion_mnist.ts";
import { loadMnist, mnistFiles } from "./mnist.ts";
import { loadOmniglot, loadOmniglotStandin, omniglotFiles, omniglotStandinFiles } from "./omniglot.ts";

/** A registered data set. */
export interface DatasetEntry {
  /** On the command line and in records: lower-case words joined by hyphens. */
  readonly name: string;
  /** One line for a list. */
  readonly summary: string;
  /** The files to download; none where the set is made, not read. */
  readonly files?: FileSet;
  /** Reads or makes the set; see {@linkcode loadDataset}. */
  load(options: CacheOptions): ImageDataset | Promise<ImageDataset>;
}

// deno-fmt-ignore: one entry per line
const registry = new Registry<DatasetEntry>("data set", [
  { name: "digits", summary: "procedural handwriting, 28 × 28 grey, needs no file", load: () => digits() },
  { name: "digits32", summary: "procedural digits, 32 × 32 colour, needs no file", load: () => digits32() },
  { name: "mnist", summary: "handwritten digits, 28 × 28 grey", files: mnistFiles.files, load: loadMnist },
  { name: "fashion-mnist", summary: "articles of clothing, 28 × 28 grey", files: fashionMnistFiles.files, load: loadFashionMnist },
  { name: "omniglot", summary: "handwritten characters, 28 × 28 grey", files: omniglotFiles, load: loadOmniglot },
  { name: "omniglot-standin", summary: "Omniglot's drawings, scaled differently", files: omniglotStandinFiles.files, load: loadOmniglotStandin },
  { name: "cifar10", summary: "photographs, 32 × 32 colour", files: cifar10Files.archive, load: loadCifar10 },
]);

/** Names of all registered data sets, in the order of registration. */
export function datasetNames(): string[] {
  return registry.names();
}

/**
 * The entry of a data set.
 *
 * @throws {RangeError} on an unknown name, with the registered names and the nearest one.
 */
export function datasetEntry(name: string): DatasetEntry {
  return registry.get(name);
}

/**
 * Makes a data set known by its name to the bench.
 *
 * @throws {RangeError} if the name is taken, empty, or not lower-case words joined by hyphens.
 * @example Four black images of 2 × 2 pixels
 * ```ts
 * import { loadDataset, registerDataset } from "./registry.ts";
 * import { storedSplit } from "./stored_split.ts";
 *
 * const split = storedSplit({
 *   images: new Uint8Array(4 * 4),
 *   labels: [0, 1, 0, 1],
 *   size: 4,
 *   classes: 2,
 *   source: "black",
 * });
 * registerDataset({
 *   name: "black",
 *   summary: "black images, 2 × 2 grey",
 *   load: () => ({
 *     name: "black",
 *     sha256: "00", // of the files read, or of what defines the set
 *     classes: 2,
 *     height: 2,
 *     width: 2,
 *     channels: 1,
 *     train: split,
 *     test: split,
 *   }),
 * });
 * console.assert((await loadDataset("black")).train.count === 4);
 * ```
 */
export function registerDataset(entry: DatasetEntry): void {
  registry.register(entry);
}

/**
 * Loads a data set. Files are looked for in `dataDir`, then in the cache; nothing is downloaded unless
 * `offline` is false.
 *
 * @throws {RangeError} on an unknown name
 * @throws {DataError} where a file is missing or damaged; one line that says what to do
 *
 * @example
 * ```ts
 * import { loadDataset } from "./registry.ts";
 * const { train, height, width } = await loadDataset("digits");
 * console.assert(train.images([5, 7]).length === 2 * height * width);
 * ```
 */
export async function loadDataset(name: string, options: DataOptions = {}): Promise<ImageDataset> {
  return await datasetEntry(name).load(options);
}
