/**
 * What every data set offers: two splits of labelled images, read in batches by index.
 *
 * Images are produced or converted on demand: a set costs at most its bytes in memory, a procedural set
 * nothing. Everything is deterministic: the same indices give the same numbers.
 * @module
 */

/** Examples of one split, by index. */
export interface Split {
  /** Number of examples. */
  readonly count: number;
  /**
   * Intensities in [0, 1]; row-major, channels last.
   *
   * @param indices examples, each in [0, count), repeats allowed; B of them
   * @returns shape: B × (height · width · channels)
   * @throws {RangeError} on an index outside the split
   */
  images(indices: ArrayLike<number>): Float32Array<ArrayBuffer>;
  /**
   * Classes in [0, classes).
   *
   * @param indices examples, each in [0, count); B of them
   * @returns shape: B
   * @throws {RangeError} on an index outside the split
   */
  labels(indices: ArrayLike<number>): Int32Array<ArrayBuffer>;
}

/** A labelled image data set. */
export interface ImageDataset {
  /** Name on the command line and in records. */
  readonly name: string;
  /** Identity, hex: of the files read or, for a procedural set, of its definition, version and key. */
  readonly sha256: string;
  /** Labels are in [0, classes). */
  readonly classes: number;
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: number;
  /** For fitting. */
  readonly train: Split;
  /** For figures that are reported. */
  readonly test: Split;
  /** What a reader of results must know about the set, one sentence. */
  readonly note?: string;
}

/** Where a data set may come from. */
export interface DataOptions {
  /** A folder with the original files, as `DIR/<set>/<file>` or `DIR/<file>`; looked at first. */
  readonly dataDir?: string;
  /** The cache. @default `${XDG_CACHE_HOME:-$HOME/.cache}/r2g2-bench` */
  readonly cacheDir?: string;
  /** Whether a missing file is an error rather than downloaded into the cache. @default true */
  readonly offline?: boolean;
}

/** Data that are missing, damaged or not what their name says; the message is one line for the user. */
export class DataError extends Error {
  /** Tells it from other errors after it crossed a process. */
  override readonly name = "DataError";
}

/**
 * Asserts that an example's index is inside its split.
 *
 * @throws {RangeError} otherwise
 */
export function assertIndex(index: number | undefined, count: number): asserts index is number {
  if (index === undefined || !Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`example ${index} does not exist: indices are integers from 0 to ${count - 1}`);
  }
}
