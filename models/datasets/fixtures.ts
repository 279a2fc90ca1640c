/**
 * Small files in the data sets' formats, built by the tests that read them.
 * @module
 */
import { deflateSync, gzipSync } from "node:zlib";
import type { DataFile } from "./files/data_file.ts";
import { Fingerprinter } from "./files/data_file.ts";

/** A file's entry in a manifest, as its bytes have it. */
export function dataFile(name: string, bytes: Uint8Array): DataFile {
  const { size, sha256 } = new Fingerprinter().update(bytes).digest();
  return { name, size, sha256, urls: [] };
}

/** A gzip file. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** An IDX file. `type` is 8 for bytes, 11 for big-endian 16-bit integers; `values` are raw. */
export function idxFile(type: number, axes: readonly number[], values: readonly number[]): Uint8Array {
  const extents = axes.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.of(0, 0, type, axes.length, ...extents, ...values);
}

/** A MAT-file of elements made by {@linkcode matMatrix}. */
export function mat5File(
  elements: readonly Uint8Array[],
  options: { readonly compressed?: boolean } = {},
): Uint8Array {
  const header = new Uint8Array(128).fill(32);
  header.set([0, 1, 0x49, 0x4d], 124);
  const body = options.compressed
    ? elements.map((element) => {
      const packed = new Uint8Array(deflateSync(element));
      return join([words(15, packed.length), packed]);
    })
    : elements;
  return join([header, ...body]);
}

/** A matrix element. `type` is the number type of the raw `values`. */
export function matMatrix(
  name: string,
  options: {
    readonly shape: readonly number[];
    readonly type: number;
    readonly values: Uint8Array;
    readonly arrayClass?: number;
    readonly flags?: number;
  },
): Uint8Array {
  const { shape, type, values, arrayClass = 6, flags = 0 } = options;
  return matElement(
    14,
    join([
      matElement(6, words(arrayClass | (flags << 8), 0)),
      matElement(5, words(...shape)),
      matElement(1, new TextEncoder().encode(name)),
      matElement(type, values),
    ]),
  );
}

/** An element: in eight bytes where at most four are data, padded to a multiple of eight otherwise. */
export function matElement(type: number, data: Uint8Array): Uint8Array {
  if (data.length > 0 && data.length <= 4) {
    const small = new Uint8Array(8);
    small.set(words((data.length << 16) | type));
    small.set(data, 4);
    return small;
  }
  return join([words(type, data.length), data, new Uint8Array((8 - data.length % 8) % 8)]);
}

/** A tar archive. */
export function tarFile(
  files: readonly {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly type?: string;
    readonly prefix?: string;
    readonly size?: string;
  }[],
): Uint8Array {
  const blocks = files.flatMap(({ name, bytes, type = "0", prefix = "", size }) => {
    const header = new Uint8Array(512);
    function put(text: string, at: number): void {
      header.set(new TextEncoder().encode(text), at);
    }
    put(name, 0);
    put(size ?? bytes.length.toString(8).padStart(11, "0"), 124);
    put("        ", 148);
    put(type, 156);
    put("ustar\x0000", 257);
    put(prefix, 345);
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, new Uint8Array((512 - bytes.length % 512) % 512)];
  });
  return join([...blocks, new Uint8Array(1024)]);
}

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => {
    for (let byte = 0; byte < 4; byte++) bytes[4 * i + byte] = value >>> (8 * byte);
  });
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
