/**
 * IDX, the format of MNIST's files: two zero bytes, a type, the number of axes, big-endian axis lengths,
 * then the values, row-major and big-endian. Unsigned bytes and 16-bit integers are read; strictly.
 * @module
 */
import { DataError } from "../types.ts";

/** An array read from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int16Array;
}

const UINT8 = 0x08;
const INT16 = 0x0b;

/**
 * Parses an IDX file, unpacked.
 *
 * @param bytes the whole file
 * @param options `source` names the file in errors; `axes` is the wanted number of axes
 * @throws {DataError} where the magic number, the axes or the length do not fit
 *
 * @example
 * ```ts
 * import { parseIdx } from "./idx.ts";
 * const { shape, data } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), { source: "labels", axes: 1 });
 * console.assert(shape[0] === 2 && data[1] === 9);
 * ```
 */
export function parseIdx(bytes: Uint8Array, options: { source: string; axes: number }): IdxArray {
  const { source, axes } = options;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * axes;
  if (bytes.length < 4) {
    throw new DataError(
      `${source}: ${bytes.length} bytes are too few for an IDX file, whose header alone has ${header}`,
    );
  }
  const magic = view.getUint32(0);
  const type = magic >>> 8;
  if ((type !== UINT8 && type !== INT16) || (magic & 0xff) !== axes) {
    const wanted = [UINT8, INT16].map((t) => hex(t * 256 + axes)).join(" or ");
    throw new DataError(
      `${source}: not the IDX file that was wanted: its magic number is ${hex(magic)}, not ${wanted}`,
    );
  }
  if (bytes.length < header) {
    throw new DataError(`${source}: truncated IDX header: ${bytes.length} bytes where ${header} are wanted`);
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const width = type === UINT8 ? 1 : 2;
  const length = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== header + length * width) {
    throw new DataError(
      `${source}: ${bytes.length} bytes where a ${shape.join(" × ")} IDX file has ${header + length * width}`,
    );
  }
  if (type === UINT8) return { shape, data: bytes.subarray(header) };
  const data = new Int16Array(length);
  for (let i = 0; i < length; i++) data[i] = view.getInt16(header + 2 * i);
  return { shape, data };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
