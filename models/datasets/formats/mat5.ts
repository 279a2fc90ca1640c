/**
 * MATLAB level-5 MAT-files, as far as data sets need them: real numeric matrices of two or more axes,
 * compressed or not, little-endian. Anything else that is asked for is an error, never a guess.
 *
 * Layout (MathWorks, "MAT-File Format", level 5): a header of 128 bytes, then elements, each a tag (type,
 * length) and its data; a matrix is an element of elements: flags, axis lengths, name, values.
 * @module
 */
import { zlib } from "../files/platform.ts";
import { DataError } from "../types.ts";

/** A matrix; values column-major, i.e. the first axis runs fastest. */
export interface MatArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const LITTLE_ENDIAN = true;

const INT8 = 1;
const INT32 = 5;
const UINT32 = 6;
const DOUBLE = 9;
const MATRIX = 14;
const COMPRESSED = 15;
/** Array classes `double` to `uint32`: those whose values are plain numbers. */
const FIRST_NUMERIC_CLASS = 6;
const LAST_NUMERIC_CLASS = 13;
const COMPLEX_FLAG = 0x800;

/** Bytes of a value and how it is read, by type number. */
const readers = new Map<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>([
  [INT8, [1, (view, at) => view.getInt8(at)]],
  [2, [1, (view, at) => view.getUint8(at)]],
  [3, [2, (view, at) => view.getInt16(at, LITTLE_ENDIAN)]],
  [4, [2, (view, at) => view.getUint16(at, LITTLE_ENDIAN)]],
  [INT32, [4, (view, at) => view.getInt32(at, LITTLE_ENDIAN)]],
  [UINT32, [4, (view, at) => view.getUint32(at, LITTLE_ENDIAN)]],
  [7, [4, (view, at) => view.getFloat32(at, LITTLE_ENDIAN)]],
  [DOUBLE, [8, (view, at) => view.getFloat64(at, LITTLE_ENDIAN)]],
]);

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
  /** Offset of the next element. */
  readonly next: number;
}

/**
 * Reads matrices by name.
 *
 * @param bytes the whole file
 * @param options `source` names the file in errors; `names`, the matrices to read, others are skipped
 * @returns those of `names` that the file has
 * @throws {DataError} where the file is not such a MAT-file, ends early, or a wanted matrix is not numeric
 */
export function readMat5(
  bytes: Uint8Array,
  options: { readonly source: string; readonly names: readonly string[] },
): Map<string, MatArray> {
  const { source, names } = options;
  if (bytes.length < 128 || bytes[126] !== 0x49 || bytes[127] !== 0x4d || bytes[125] !== 1) {
    throw new DataError(`${source}: not a little-endian MATLAB 5 file with a header of 128 bytes`);
  }
  const matrices = new Map<string, MatArray>();
  for (let at = 128; at < bytes.length;) {
    let element = elementAt(bytes, at, source);
    at = element.next;
    if (element.type === COMPRESSED) element = elementAt(inflate(element.data, source), 0, source);
    if (element.type !== MATRIX) continue;
    const { name, read } = matrix(element.data, source);
    if (!names.includes(name)) continue;
    if (matrices.has(name)) throw new DataError(`${source}: has two matrices named ${name}`);
    matrices.set(name, read());
  }
  return matrices;
}

function matrix(data: Uint8Array, source: string): { name: string; read(): MatArray } {
  const flags = elementAt(data, 0, source);
  if (flags.type !== UINT32 || flags.data.length !== 8) {
    throw new DataError(`${source}: a matrix does not begin with its flags`);
  }
  const dimensions = elementAt(data, flags.next, source);
  const nameElement = elementAt(data, dimensions.next, source);
  if (dimensions.type !== INT32 || nameElement.type !== INT8) {
    throw new DataError(`${source}: a matrix has no axis lengths or no name where they are wanted`);
  }
  const name = new TextDecoder().decode(nameElement.data);
  function read(): MatArray {
    const word = viewOf(flags.data).getUint32(0, LITTLE_ENDIAN);
    const kind = word & 0xff;
    if (kind < FIRST_NUMERIC_CLASS || kind > LAST_NUMERIC_CLASS || (word & COMPLEX_FLAG) !== 0) {
      throw new DataError(`${source}: ${name} is not a real, full, numeric matrix (array class ${kind})`);
    }
    const shape = [...values(dimensions, name, source)];
    const data64 = values(elementAt(data, nameElement.next, source), name, source);
    const length = shape.reduce((product, extent) => product * extent, 1);
    if (data64.length !== length) {
      throw new DataError(`${source}: ${name} is ${shape.join(" × ")} but has ${data64.length} values`);
    }
    return { shape, data: data64 };
  }
  return { name, read };
}

function elementAt(bytes: Uint8Array, at: number, source: string): Element {
  const view = viewOf(bytes);
  const header = at + 8 <= bytes.length ? view.getUint32(at, LITTLE_ENDIAN) : undefined;
  if (header === undefined) {
    throw new DataError(`${source}: ends early: an element's tag is wanted at byte ${at} of ${bytes.length}`);
  }
  // A small element keeps length, type and up to four bytes of data in the tag's eight bytes.
  const small = header >>> 16;
  const type = small === 0 ? header : header & 0xffff;
  const length = small === 0 ? view.getUint32(at + 4, LITTLE_ENDIAN) : small;
  const from = small === 0 ? at + 8 : at + 4;
  if ((small !== 0 && small > 4) || from + length > bytes.length) {
    throw new DataError(
      `${source}: ends early: ${length} bytes are wanted at byte ${from} of ${bytes.length}`,
    );
  }
  // Elements are padded to multiples of eight bytes, compressed ones are not; the last may lack its padding.
  const next = type === COMPRESSED ? from + length : small === 0 ? from + Math.ceil(length / 8) * 8 : at + 8;
  return { type, data: bytes.subarray(from, from + length), next };
}

function values(element: Element, name: string, source: string): Float64Array {
  const reader = readers.get(element.type);
  if (reader === undefined || element.data.length % reader[0] !== 0) {
    throw new DataError(
      `${source}: ${name} holds ${element.data.length} bytes of type ${element.type}, which is not a type of numbers`,
    );
  }
  const [width, read] = reader;
  const view = viewOf(element.data);
  const numbers = new Float64Array(element.data.length / width);
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * width);
  return numbers;
}

function inflate(data: Uint8Array, source: string): Uint8Array {
  try {
    return zlib.inflateSync(data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${source}: a compressed element cannot be unpacked: ${reason}`);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
