/**
 * A pen on a small raster: smooth curves through control points, drawn as the distance to the nearest
 * stroke, which makes edges anti-aliased.
 *
 * Additions, multiplications, divisions and square roots only: IEEE 754 rounds these the same way
 * everywhere, and a drawing has the same bits on every machine.
 * @module
 */
import type { Stroke } from "./glyphs.ts";

/** Straight pieces of a curve between two control points. */
const PIECES = 5;

/** Ink reaches no farther than this from a stroke's edge, in pixels. */
const REACH = 1.2;

/** A raster on which strokes accumulate. Reused between drawings: see {@linkcode Pen.clear}. */
export class Pen {
  /** Signed distance to the nearest stroke's edge, in pixels, inside negative. shape: height × width */
  readonly #distance: Float64Array;
  readonly #height: number;
  readonly #width: number;

  /** A raster of so many pixels, blank. */
  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#distance = new Float64Array(height * width).fill(REACH);
  }

  /** Wipes the raster. */
  clear(): void {
    this.#distance.fill(REACH);
  }

  /**
   * Draws a stroke: Catmull-Rom curves, i.e. cubic Bézier curves whose tangent at a point is half the
   * difference of its neighbours; a repeated point makes a corner.
   *
   * @param stroke control points in pixels; pixel (row, column) has its centre at (column + ½, row + ½)
   * @param halfWidth of the pen at the stroke's first and last point, in pixels
   */
  stroke(stroke: Stroke, halfWidth: { readonly first: number; readonly last: number }): void {
    const points = stroke.length / 2;
    const widthStep = (halfWidth.last - halfWidth.first) / ((points - 1) * PIECES);
    for (let p = 0; p + 1 < points; p++) {
      const [x0, y0, x1, y1] = [stroke[2 * p]!, stroke[2 * p + 1]!, stroke[2 * p + 2]!, stroke[2 * p + 3]!];
      if (x0 === x1 && y0 === y1) continue;
      const before = p === 0 ? 0 : p - 1;
      const after = p + 2 < points ? p + 2 : p + 1;
      const ax = (x1 - stroke[2 * before]!) / 2;
      const ay = (y1 - stroke[2 * before + 1]!) / 2;
      const bx = (stroke[2 * after]! - x0) / 2;
      const by = (stroke[2 * after + 1]! - y0) / 2;
      let x = x0;
      let y = y0;
      for (let piece = 1; piece <= PIECES; piece++) {
        const t = piece / PIECES;
        const s = 1 - t;
        // The Hermite form of the curve: end points weighted by h, tangents by a and b.
        const h = t * t * (3 - 2 * t);
        const a = t * s * s;
        const b = -t * t * s;
        const nextX = x0 + h * (x1 - x0) + a * ax + b * bx;
        const nextY = y0 + h * (y1 - y0) + a * ay + b * by;
        this.#segment(x, y, nextX, nextY, halfWidth.first + widthStep * (p * PIECES + piece));
        x = nextX;
        y = nextY;
      }
    }
  }

  /**
   * Ink of a pixel, from 0 to 1.
   *
   * @param softness width of a stroke's edge in pixels, at most 2.4
   */
  ink(pixel: number, softness: number): number {
    const value = 0.5 - this.#distance[pixel]! / softness;
    return value <= 0 ? 0 : value >= 1 ? 1 : value;
  }

  #segment(x0: number, y0: number, x1: number, y1: number, halfWidth: number): void {
    const distance = this.#distance;
    const reach = halfWidth + REACH - 0.5;
    const left = Math.max(0, Math.ceil((x0 < x1 ? x0 : x1) - reach - 1));
    const right = Math.min(this.#width - 1, Math.floor((x0 < x1 ? x1 : x0) + reach));
    const top = Math.max(0, Math.ceil((y0 < y1 ? y0 : y1) - reach - 1));
    const bottom = Math.min(this.#height - 1, Math.floor((y0 < y1 ? y1 : y0) + reach));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const lengthSquared = dx * dx + dy * dy;
    const inverse = lengthSquared > 0 ? 1 / lengthSquared : 0;
    for (let row = top; row <= bottom; row++) {
      const py = row + 0.5 - y0;
      for (let column = left; column <= right; column++) {
        const px = column + 0.5 - x0;
        let t = (px * dx + py * dy) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const ex = px - t * dx;
        const ey = py - t * dy;
        const d = Math.sqrt(ex * ex + ey * ey) - halfWidth;
        const pixel = row * this.#width + column;
        if (d < distance[pixel]!) distance[pixel] = d;
      }
    }
  }
}
