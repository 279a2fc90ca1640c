/**
 * `digits`: handwriting-like digits, 28 × 28 grey, 60 000 + 10 000, drawn from pen strokes on demand.
 *
 * The embedded default: no file, no network. Example i of a split depends on the key, the split and i only,
 * and has the same bits on every machine; intensities are whole 255ths, as in scanned data.
 * @module
 */
import type { Key } from "../../estimators/random/mod.ts";
import type { ImageDataset } from "./types.ts";
import { key as keyOf } from "../../estimators/random/mod.ts";
import { proceduralDataset, type ProceduralDefinition } from "./procedural/dataset.ts";
import { NUMBERS_PER_DIGIT, writeDigit } from "./procedural/handwriting.ts";
import { Pen } from "./procedural/pen.ts";

const SIDE = 28;

const DEFINITION: ProceduralDefinition = {
  name: "digits",
  version: 1,
  classes: 10,
  side: SIDE,
  channels: 1,
  train: 60_000,
  test: 10_000,
  stride: 64,
  numbers: 1 + NUMBERS_PER_DIGIT,
  painter() {
    const pen = new Pen(SIDE, SIDE);
    return (image, { label, numbers }) => {
      pen.clear();
      const ink = writeDigit(pen, { label, numbers: numbers.subarray(1), side: SIDE });
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const value = pen.ink(pixel, ink.softness) * ink.strength;
        image[pixel] = Math.floor(value * 255 + 0.5) / 255;
      }
    };
  },
};

/**
 * The procedural digits of a key.
 *
 * @param options `key`: a different key gives different examples; @default key(0)
 *
 * @example
 * ```ts
 * import { digits } from "./digits.ts";
 * const { train } = digits();
 * const images = train.images([0, 1, 2]); // shape: 3 × 784
 * console.assert(images.length === 3 * 784 && train.labels([0])[0]! < 10);
 * ```
 */
export function digits(options: { readonly key?: Key } = {}): ImageDataset {
  return proceduralDataset(DEFINITION, options.key ?? keyOf(0));
}
