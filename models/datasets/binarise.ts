/**
 * Dynamic binarisation: each pixel is drawn anew, its intensity being the probability of ink (Salakhutdinov
 * and Murray 2008; Burda, Grosse, Salakhutdinov 2016).
 * @module
 */
import type { Key } from "../../estimators/random/mod.ts";
import { uniforms } from "../../estimators/random/mod.ts";

/**
 * Draws binary images.
 *
 * @param images intensities in [0, 1], any shape; left as they are
 * @param key one per batch: the same key draws the same images
 * @returns zeros and ones, as many; 0 stays 0 and 1 stays 1
 * @throws {RangeError} on a value outside [0, 1] or NaN
 *
 * @example
 * ```ts
 * import { key } from "../../estimators/random/mod.ts";
 * import { binarise } from "./binarise.ts";
 * const drawn = binarise(Float32Array.of(0, 0.5, 1), key(0));
 * console.assert(drawn[0] === 0 && drawn[2] === 1);
 * ```
 */
export function binarise(images: Float32Array, key: Key): Float32Array<ArrayBuffer> {
  const numbers = uniforms(key, images.length);
  const drawn = new Float32Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const intensity = images[i]!;
    if (!(intensity >= 0 && intensity <= 1)) {
      throw new RangeError(`value ${i} is ${intensity}: a pixel's probability of ink is from 0 to 1`);
    }
    drawn[i] = numbers[i]! < intensity ? 1 : 0;
  }
  return drawn;
}
