/**
 * Gzip, in which data sets are packed.
 * @module
 */
import { zlib } from "../files/platform.ts";
import { DataError } from "../types.ts";

/**
 * Unpacks a gzip file.
 *
 * @param bytes the whole file
 * @param source names the file in errors
 * @throws {DataError} where it is not a gzip file, is damaged, or ends early
 */
export function gunzip(bytes: Uint8Array, source: string): Uint8Array<ArrayBuffer> {
  try {
    const unpacked = zlib.gunzipSync(bytes);
    return new Uint8Array(unpacked.buffer as ArrayBuffer, unpacked.byteOffset, unpacked.byteLength);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${source}: cannot be unpacked as gzip: ${reason}`);
  }
}
