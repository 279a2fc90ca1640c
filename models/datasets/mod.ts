/**
 * Data sets: procedural ones that need no file, and published ones, verified on every read.
 *
 * Loads no tfjs.
 * @module
 */
export { DataError, type DataOptions, type ImageDataset, type Split } from "./types.ts";
export { type DatasetEntry, datasetEntry, datasetNames, loadDataset, registerDataset } from "./registry.ts";
export { type StoredExamples, storedSplit } from "./stored_split.ts";
export { type ProceduralExample, type ProceduralOptions, proceduralSplit } from "./procedural/split.ts";
export { digits } from "./digits.ts";
export { digits32 } from "./digits32.ts";
export { binarise } from "./binarise.ts";
export { type Minibatches, minibatches } from "./batches.ts";
export { cacheFolder, type CacheOptions, readDataFile, type VerifiedFile } from "./files/cache.ts";
export { type DataFile, type FileSet } from "./files/data_file.ts";
export { type DownloadOptions, type DownloadProgress } from "./files/download.ts";
