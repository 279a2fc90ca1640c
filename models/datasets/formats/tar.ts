/**
 * Reads the plain files of a tar archive; every header's checksum is verified.
 * @module
 */
import { DataError } from "../types.ts";

const BLOCK = 512;

/**
 * The plain files of an archive by path; folders, links and metadata are skipped.
 *
 * @param bytes the whole archive, unpacked
 * @param source names the archive in errors
 * @returns views of `bytes`, nothing is copied
 * @throws {DataError} where a header's checksum is wrong or the archive ends early
 */
export function readTar(bytes: Uint8Array, source: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK);
    // The archive ends with blocks of zeros.
    if (header.every((byte) => byte === 0)) return files;
    const wanted = octal(header, 148, 8);
    // The sum of all bytes, those of the checksum itself counted as spaces.
    const found = header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0);
    if (wanted !== found) {
      throw new DataError(`${source}: damaged tar header at byte ${at}: checksum ${found}, wanted ${wanted}`);
    }
    const size = octal(header, 124, 12);
    if (!Number.isSafeInteger(size)) {
      throw new DataError(`${source}: tar header at byte ${at} has no octal file size`);
    }
    const from = at + BLOCK;
    if (from + size > bytes.length) {
      throw new DataError(
        `${source}: ends early: ${size} bytes of ${
          text(header, 0, 100)
        } are wanted at byte ${from} of ${bytes.length}`,
      );
    }
    const type = header[156]!;
    if (type === 0 || type === 0x30) {
      const prefix = text(header, 257, 5) === "ustar" && header[262] === 0 ? text(header, 345, 155) : "";
      const name = text(header, 0, 100);
      files.set(prefix === "" ? name : `${prefix}/${name}`, bytes.subarray(from, from + size));
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new DataError(`${source}: ends early: the tar archive has no end mark`);
}

/** Text up to the first zero byte. */
function text(header: Uint8Array, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** NaN where the field is no octal number. */
function octal(header: Uint8Array, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
}
