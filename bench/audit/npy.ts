/**
 * NumPy's array file, as far as gradient samples need it: floats in C order.
 *
 * Format: NEP 1, "A Simple File Format for NumPy Arrays", versions 1 to 3.
 * @module
 */
import { SampleError } from "../stats/mod.ts";

/** An array as it is stored. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order: the last axis varies fastest. */
  readonly data: Float32Array | Float64Array;
}

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
const TYPES = { "<f4": Float32Array, "<f8": Float64Array } as const;

/**
 * Parses an `.npy` file of little-endian float32 or float64.
 *
 * @throws {SampleError} for another format, data type or order, or a file whose length does not fit its
 * shape; the message says what to save instead.
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new SampleError("not an .npy file: it does not begin with \\x93NUMPY");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw new SampleError(`.npy version ${version}: only 1 to 3 are known`);
  const fieldEnd = version === 1 ? 10 : 12;
  if (bytes.length < fieldEnd) throw new SampleError("the .npy header is cut off");
  const start = fieldEnd +
    (version === 1 ? view.getUint16(8, LITTLE_ENDIAN) : view.getUint32(8, LITTLE_ENDIAN));
  if (bytes.length < start) throw new SampleError("the .npy header is cut off");
  const { descr, shape } = parseHeader(new TextDecoder().decode(bytes.subarray(fieldEnd, start)));
  const size = shape.reduce((product, length) => product * length, 1);
  if (size === 0) throw new SampleError(`shape (${shape.join(", ")}) holds no values`);
  const wanted = size * TYPES[descr].BYTES_PER_ELEMENT;
  if (bytes.length - start !== wanted) {
    throw new SampleError(
      `shape (${shape.join(", ")}) of ${descr} takes ${wanted} bytes, the file holds ${
        bytes.length - start
      }: it is cut off or damaged`,
    );
  }
  return { shape, data: new TYPES[descr](bytes.slice(start).buffer) }; // the copy is aligned
}

const LITTLE_ENDIAN = true;

/** The header is a Python dictionary with three keys of fixed form. */
function parseHeader(header: string): { descr: keyof typeof TYPES; shape: number[] } {
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined) {
    throw new SampleError(`an .npy header that cannot be read: ${header.trim()}`);
  }
  if (descr !== "<f4" && descr !== "<f8") {
    throw new SampleError(
      `data type ${descr ?? "with fields"}: save it with .astype("float32") or .astype("float64")`,
    );
  }
  if (order === "True") throw new SampleError("Fortran order: save it with numpy.ascontiguousarray(…)");
  return { descr, shape: shape.split(",").filter((part) => part.trim() !== "").map(Number) };
}
