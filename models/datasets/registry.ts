/**
 * The data sets by name: one entry a line; a new one is a new file and a new line here.
 * @module
 */
import { closest } from "fastest-levenshtein";
import type { CacheOptions } from "./files/cache.ts";
import type { FileSet } from "./files/data_file.ts";
import type { DataOptions, ImageDataset } from "./types.ts";
import { cifar10Files, loadCifar10 } from "./cifar10.ts";
import { digits } from "./digits.ts";
import { digits32 } from "./digits32.ts";
import { fashionMnistFiles, loadFashionMnist } from "./fashion_mnist.ts";
import { loadMnist, mnistFiles } from "./mnist.ts";
import { loadOmniglot, loadOmniglotStandin, omniglotFiles, omniglotStandinFiles } from "./omniglot.ts";

/** How a registered data set is had. */
export interface DatasetEntry {
  /** Its name on the command line. */
  readonly name: string;
  /** One line for a list. */
  readonly summary: string;
  /** What has to be downloaded; undefined where the set is made, not read. */
  readonly files?: FileSet;
  /** Reads or makes the set; see {@linkcode loadDataset}. */
  load(options: CacheOptions): ImageDataset | Promise<ImageDataset>;
}

// deno-fmt-ignore: one entry a line
const entries: readonly DatasetEntry[] = [
  { name: "digits", summary: "procedural handwriting, 28 × 28 grey, needs no file", load: () => digits() },
  { name: "digits32", summary: "procedural digits, 32 × 32 colour, needs no file", load: () => digits32() },
  { name: "mnist", summary: "handwritten digits, 28 × 28 grey", files: mnistFiles.files, load: loadMnist },
  { name: "fashion-mnist", summary: "articles of clothing, 28 × 28 grey", files: fashionMnistFiles.files, load: loadFashionMnist },
  { name: "omniglot", summary: "handwritten characters, 28 × 28 grey", files: omniglotFiles, load: loadOmniglot },
  { name: "omniglot-standin", summary: "Omniglot's drawings scaled in another way", files: omniglotStandinFiles.files, load: loadOmniglotStandin },
  { name: "cifar10", summary: "photographs, 32 × 32 colour", files: cifar10Files.archive, load: loadCifar10 },
];

const byName = new Map(entries.map((entry) => [entry.name, entry]));
if (byName.size !== entries.length) throw new Error("two data sets are registered under one name");

/** Names of all registered data sets. */
export const datasetNames: readonly string[] = entries.map(({ name }) => name);

/**
 * The entry of a data set.
 *
 * @throws {RangeError} on an unknown name; the message gives the nearest one and all others
 */
export function datasetEntry(name: string): DatasetEntry {
  const entry = byName.get(name);
  if (entry === undefined) {
    throw new RangeError(
      `unknown data set "${name}": did you mean "${closest(name, [...datasetNames])}"? ` +
        `Registered: ${datasetNames.join(", ")}`,
    );
  }
  return entry;
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
