/**
 * Writes a digit by hand: picks a way of writing it, shakes the pen, bends, slants, turns, scales and
 * shifts the strokes, and draws them. All choices come from uniform numbers that the caller gives.
 *
 * As in `pen.ts`, only correctly rounded operations are used: results have the same bits everywhere.
 * @module
 */
import type { Glyph } from "./glyphs.ts";
import type { Pen } from "./pen.ts";
import { glyphs } from "./glyphs.ts";

/** Uniform numbers that one digit consumes at most: 14, and two for each of at most 17 control points. */
export const NUMBERS_PER_DIGIT = 48;

/** How a digit came out, where the drawing needs to know. */
export interface Ink {
  /** Width of a stroke's edge, in pixels. */
  readonly softness: number;
  /** Ink of a stroke's inside, from 0 to 1. */
  readonly strength: number;
}

/**
 * Draws a digit on a blank pen.
 *
 * @param pen raster of `side` × `side` pixels
 * @param options `label`, the digit; `numbers`, uniforms in [0, 1), at least {@linkcode NUMBERS_PER_DIGIT};
 *   `side` of the raster in pixels
 */
export function writeDigit(
  pen: Pen,
  options: { readonly label: number; readonly numbers: ArrayLike<number>; readonly side: number },
): Ink {
  const { label, numbers, side } = options;
  /** The i-th number, spread over [low, high). */
  function between(i: number, low: number, high: number): number {
    return low + (high - low) * numbers[i]!;
  }
  const glyph = pick(glyphs[label]!, numbers[0]!);
  const tangent = between(1, -0.14, 0.14); // of half the angle: ±16°
  const cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
  const sine = 2 * tangent / (1 + tangent * tangent);
  const slant = between(2, -0.2, 0.45); // most people lean to the right
  const height = side * between(3, 0.28, 0.38); // half of it
  const aspect = between(4, 0.75, 1.2);
  const bendX = between(5, -0.16, 0.16);
  const bendY = between(6, -0.16, 0.16);
  const halfWidth = side * between(7, 0.026, 0.06);
  const taper = between(8, 0.7, 1.3);
  const softness = between(9, 0.9, 1.7);
  const strength = between(10, 0.8, 1);
  const shiftX = side * between(11, -0.06, 0.06);
  const shiftY = side * between(12, -0.06, 0.06);

  let next = 14;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  const strokes = glyph.strokes.map((stroke) => {
    const placed = new Array<number>(stroke.length);
    for (let p = 0; p < stroke.length; p += 2) {
      // A corner is a point given twice, and stays one.
      if (p > 0 && stroke[p] === stroke[p - 2] && stroke[p + 1] === stroke[p - 1]) {
        placed[p] = placed[p - 2]!;
        placed[p + 1] = placed[p - 1]!;
        continue;
      }
      const x = stroke[p]! + between(next++, -0.12, 0.12);
      const y = stroke[p + 1]! + between(next++, -0.12, 0.12);
      const u = aspect * (x + bendX * (y * y - 0.5)) - slant * y;
      const v = y + bendY * x * y;
      const column = height * (cosine * u - sine * v);
      const row = height * (sine * u + cosine * v);
      left = column < left ? column : left;
      right = column > right ? column : right;
      top = row < top ? row : top;
      bottom = row > bottom ? row : bottom;
      placed[p] = column;
      placed[p + 1] = row;
    }
    return placed;
  });
  // Centred by its box, as scanned digits are, then shifted; shrunk where it would leave the raster. Curves
  // swing a little out of the box of their points, edges are soft: hence the margin.
  const room = side / 2 - 1.3 * halfWidth - 0.06 * side;
  const reachX = (right - left) / 2 + (shiftX < 0 ? -shiftX : shiftX);
  const reachY = (bottom - top) / 2 + (shiftY < 0 ? -shiftY : shiftY);
  const reach = reachX > reachY ? reachX : reachY;
  const shrink = reach > room ? room / reach : 1;
  const originX = side / 2 + shrink * (shiftX - (left + right) / 2);
  const originY = side / 2 + shrink * (shiftY - (top + bottom) / 2);
  for (const stroke of strokes) {
    for (let p = 0; p < stroke.length; p += 2) {
      stroke[p] = originX + shrink * stroke[p]!;
      stroke[p + 1] = originY + shrink * stroke[p + 1]!;
    }
    pen.stroke(stroke, { first: halfWidth * taper, last: halfWidth * (2 - taper) });
  }
  return { softness, strength };
}

function pick(ways: readonly Glyph[], number: number): Glyph {
  let rest = number * ways.reduce((sum, { weight }) => sum + weight, 0);
  for (const way of ways) {
    rest -= way.weight;
    if (rest < 0) return way;
  }
  return ways.at(-1)!;
}
