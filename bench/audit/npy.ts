/**
 * NumPy's array file, as far as gradient samples need it: floats, in C or Fortran order.
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
  /** Largest relative error of a stored value where it is above float32's: 2⁻¹¹ of a float16. */
  readonly roundoff?: number;
}

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
const TYPES = { "<f2": Float16Array, "<f4": Float32Array, "<f8": Float64Array } as const;
/** Half a unit in the last of float16's eleven binary digits. */
const HALF_ROUNDOFF = 2 ** -11;

/**
 * Parses an `.npy` file of little-endian float16, float32 or float64.
 *
 * @throws {SampleError} for another format or data type, or a file whose length does not fit its shape; the message
 * says what to save instead.
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
  const { descr, shape, columnMajor } = parseHeader(
    new TextDecoder().decode(bytes.subarray(fieldEnd, start)),
  );
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
  const stored = new TYPES[descr](bytes.slice(start).buffer); // the copy is aligned
  const half = stored instanceof Float16Array;
  const data = half ? Float32Array.from(stored) : stored;
  return {
    shape,
    data: columnMajor && shape.length > 1 ? toRowMajor(data, shape) : data,
    ...(half ? { roundoff: HALF_ROUNDOFF } : {}),
  };
}

const LITTLE_ENDIAN = true;

/** The header is a Python dictionary with three keys of fixed form. */
function parseHeader(header: string): { descr: keyof typeof TYPES; shape: number[]; columnMajor: boolean } {
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined) {
    throw new SampleError(`an .npy header that cannot be read: ${header.trim()}`);
  }
  if (descr !== "<f2" && descr !== "<f4" && descr !== "<f8") {
    throw new SampleError(
      `data type ${descr ?? "with fields"}: save it with .astype("float32") or .astype("float64")`,
    );
  }
  return {
    descr,
    shape: shape.split(",").filter((part) => part.trim() !== "").map(Number),
    columnMajor: order === "True",
  };
}

/** From Fortran order, in which the first axis varies fastest, to C order. */
function toRowMajor<A extends Float32Array | Float64Array>(data: A, shape: readonly number[]): A {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, length) => product * length, 1)
  );
  const index = shape.map(() => 0);
  const ordered = data.slice() as A;
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    ordered[to] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return ordered;
}
