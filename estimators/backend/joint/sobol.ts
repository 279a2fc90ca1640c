/**
 * Scrambled Sobol draws: Φ⁻¹ of the first K points of a Sobol sequence, an Owen scramble of its own for every row.
 *
 *     point k, dimension d:  x = ⊕ { m_{d,i} 2⁻ⁱ : bit i of k is set }
 *
 * With L = ⌈log₂ K⌉ digits all K values of a dimension are distinct, so nested uniform scrambling (Owen 1995) is
 * 2ᴸ − 1 random flips in a tree, and beyond digit L uniform digits that are independent from point to point: each
 * point is uniform, and over the points every dimension is stratified.
 * Sources: Sobol 1967; Joe and Kuo 2008 for the m_{d,i}; Buchholz, Wenzel, Mandt 2018, "Quasi-Monte Carlo variational
 * inference".
 * @module
 */
import { forEachGroup, type Key } from "../streams/philox.ts";
import { normalQuantile } from "./quantiles.ts";
import { DIRECTION_NUMBERS, SOBOL_DIMENSIONS } from "./sobol_directions.ts";

/**
 * Fills K arrays with rows of standard normals.
 *
 * @param draws K arrays of rows of `row` values, a value for each dimension
 * @throws {RangeError} for more dimensions than the table has.
 */
export function fillSobol(draws: readonly Float32Array[], row: number, key: Key): void {
  const levels = Math.ceil(Math.log2(draws.length));
  const digits = sobolDigits({ dimensions: row, points: draws.length, levels });
  const treeWords = Math.ceil((2 ** levels - 1) / 32);
  const own = treeWords + draws.length;
  const size = draws[0]!.length;
  const words = bitsOf(key, size * own);
  for (let i = 0; i < size; i++) {
    const dimension = i % row;
    for (let k = 0; k < draws.length; k++) {
      const digit = digits[dimension * draws.length + k]!;
      let scrambled = 0;
      for (let level = 0; level < levels; level++) {
        // The node of the digits above, in a tree that is stored level by level.
        const node = 2 ** level - 1 + (digit >>> (levels - level));
        const flip = words[i * own + (node >>> 5)]! >>> (node & 31);
        scrambled = 2 * scrambled + (((digit >>> (levels - level - 1)) ^ flip) & 1);
      }
      const below = (words[i * own + treeWords + k]! + 0.5) / 2 ** 32;
      draws[k]![i] = normalQuantile((scrambled + below) / 2 ** levels);
    }
  }
}

/**
 * The first digits of the first points, in the natural order. shape: [dimensions, points], each below 2^levels
 *
 * @throws {RangeError} for more dimensions than the table has.
 */
export function sobolDigits(
  { dimensions, points, levels }: {
    readonly dimensions: number;
    readonly points: number;
    readonly levels: number;
  },
): Uint32Array {
  if (dimensions > SOBOL_DIMENSIONS) {
    throw new RangeError(
      `Sobol points of ${dimensions} dimensions; wanted at most ${SOBOL_DIMENSIONS}, which the table has`,
    );
  }
  const digits = new Uint32Array(dimensions * points);
  for (let d = 0; d < dimensions; d++) {
    const numbers = directionNumbers(d, levels);
    for (let k = 0; k < points; k++) {
      let x = 0;
      for (let i = 0; i < levels; i++) if ((k >>> i) & 1) x ^= numbers[i]! << (levels - 1 - i);
      digits[d * points + k] = x;
    }
  }
  return digits;
}

/** m_1, …, m_count of a dimension, from zero: m_i = 2a₁m_{i−1} ⊕ … ⊕ 2ˢm_{i−s} ⊕ m_{i−s}. */
function directionNumbers(dimension: number, count: number): number[] {
  if (dimension === 0) return Array(count).fill(1);
  const { degree, coefficients, initial } = DIRECTION_NUMBERS[dimension - 1]!;
  const m = initial.slice(0, count);
  for (let i = m.length; i < count; i++) {
    let next = m[i - degree]! ^ (m[i - degree]! << degree);
    for (let j = 1; j < degree; j++) {
      if ((coefficients >>> (degree - 1 - j)) & 1) next ^= m[i - j]! << j;
    }
    m.push(next);
  }
  return m;
}

/** The key's words; where they go is not watched, for a captured step draws them again. */
function bitsOf(key: Key, count: number): Uint32Array {
  const out = new Uint32Array(count);
  forEachGroup(key, { count, offset: 0 }, (words, from, to, at) => out.set(words.subarray(from, to), at));
  return out;
}
