/**
 * NumPy's archive of arrays: one gradient in parts, side by side.
 * @module
 */
import { UsageError } from "../flags.ts";
import { SampleError } from "../stats/mod.ts";
import { type NpyArray, parseNpy } from "./npy.ts";
import type { Table, TableOptions } from "./table.ts";
import { unzip } from "./zip.ts";

/** One array as a table: [N], or [N, …], whose further axes are one row. */
export function fromNpy(bytes: Uint8Array): Table {
  return besides([["", parseNpy(bytes)]]);
}

/**
 * All arrays of an archive, or one, as a table with columns `w[0,1]`.
 *
 * @param vector Whether the arrays are one gradient, without an axis of draws.
 * @throws {SampleError} for an archive that cannot be read, or arrays of different numbers of draws.
 */
export function fromNpz(
  bytes: Uint8Array,
  { array, most, vector = false }: TableOptions & { readonly most: number; readonly vector?: boolean },
): Table {
  const files = [...unzip(bytes, most)].filter(([name]) => name.endsWith(".npy"));
  const arrays = files.map(([name, content]): [string, NpyArray] => {
    const own = name.slice(0, -".npy".length);
    try {
      return [own, parseNpy(content)];
    } catch (error) {
      throw error instanceof SampleError
        ? new SampleError(`${own}: ${error.message}`, { cause: error })
        : error;
    }
  });
  const chosen = array === undefined ? arrays : arrays.filter(([name]) => name === array);
  if (chosen.length === 0) {
    const names = arrays.map(([name]) => name).join(", ") || "none";
    if (array === undefined) throw new SampleError("the archive holds no array");
    throw new UsageError(`--array is ${JSON.stringify(array)}; the archive has ${names}`);
  }
  return besides(vector ? chosen.map(([name, one]) => [name, asOneDraw(one, chosen)]) : chosen);
}

/** The mean of draws has no axis of draws; one that was kept with length 1 is one. */
function asOneDraw(array: NpyArray, all: readonly [string, NpyArray][]): NpyArray {
  const kept = array.shape.length > 1 && all.every(([, { shape }]) => shape[0] === 1);
  return kept ? array : { ...array, shape: [1, ...array.shape] };
}

function besides(arrays: readonly (readonly [string, NpyArray])[]): Table {
  const [[first, { shape: [count = 1] }]] = arrays as [readonly [string, NpyArray]];
  const other = arrays.find(([, { shape }]) => (shape[0] ?? 1) !== count);
  if (other !== undefined) {
    throw new SampleError(
      `${first} has ${count} draws, ${other[0]} ${other[1].shape[0] ?? 1}; choose one with --array`,
    );
  }
  const roundoff = Math.max(0, ...arrays.map(([, array]) => array.roundoff ?? 0));
  const parts = arrays.map(([, { data }]) => ({ data, width: data.length / count }));
  const [only] = parts;
  const row = (i: number) =>
    parts.length === 1
      ? only!.data.subarray(i * only!.width, (i + 1) * only!.width)
      : Float64Array.from(parts.flatMap(({ data, width }) => [...data.subarray(i * width, (i + 1) * width)]));
  const named = arrays.length > 1 || first !== "";
  return {
    rows: Array.from({ length: count }, (_, i) => row(i)),
    ...(named ? { names: arrays.flatMap(([name, { shape }]) => namesOf(name, shape.slice(1))) } : {}),
    ...(roundoff > 0 ? { roundoff } : {}),
  };
}

/** `w`, `w[0]`, `w[0,1]` */
function namesOf(name: string, axes: readonly number[]): string[] {
  const places = axes.reduce<string[]>(
    (before, length) =>
      before.flatMap((place) => Array.from({ length }, (_, i) => place === "" ? `${i}` : `${place},${i}`)),
    [""],
  );
  return places.map((place) => place === "" ? name : `${name}[${place}]`);
}
