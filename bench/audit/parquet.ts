/**
 * Parquet, with a column per coordinate or columns of lists.
 * @module
 */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Compressors, parquetReadObjects } from "hyparquet";
import { SampleError } from "../stats/mod.ts";
import { fromObjects, type Table } from "./table.ts";

/** Besides Snappy, which the reader knows. */
const COMPRESSORS: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
};

/** @throws {SampleError} for a file that cannot be read, or values that are no numbers. */
export async function fromParquet(bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  let objects: Record<string, unknown>[];
  try {
    objects = await parquetReadObjects({ file: bytes.slice().buffer, compressors: COMPRESSORS });
  } catch (error) {
    throw new SampleError(`not readable as Parquet: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  return fromObjects(objects.map((row, i) => [row, `row ${i + 1}`]));
}
