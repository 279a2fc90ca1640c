/**
 * `digits`: handwriting-like digits, 28 × 28 grey, 60 000 + 10 000, drawn from pen strokes when asked for.
 *
 * The embedded default: no file, no network. Example i of a split depends on the key, the split and i only,
 * and has the same bits on every machine; intensities are whole 255ths, as in scanned data.
 * @module
 */
import type { Key } from "../../estimators/random/mod.ts";
import type { ImageDataset, Split } from "./types.ts";
import { key as keyOf, split as splitKey } from "../../estimators/random/mod.ts";
import { definitionHash } from "./files/data_file.ts";
import { NUMBERS_PER_DIGIT, writeDigit } from "./procedural/handwriting.ts";
import { Pen } from "./procedural/pen.ts";
import { proceduralSplit } from "./procedural/split.ts";

/** Raised whenever any example's bits change: it is part of the set's identity. */
const VERSION = 1;

const SIDE = 28;
const CLASSES = 10;
/** Numbers reserved for each example: a whole number of the generator's groups of 16. */
const STRIDE = 64;

/**
 * The procedural digits of a key.
 *
 * @param options `key`, another one gives other examples; @default key(0)
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
  const { key = keyOf(0) } = options;
  const [train, test] = splitKey(key, 2);
  return {
    name: "digits",
    sha256: definitionHash(`digits version ${VERSION} key ${key.k0} ${key.k1}`),
    classes: CLASSES,
    height: SIDE,
    width: SIDE,
    channels: 1,
    train: writtenSplit(60_000, train!),
    test: writtenSplit(10_000, test!),
  };
}

function writtenSplit(count: number, key: Key): Split {
  const pen = new Pen(SIDE, SIDE);
  return proceduralSplit({
    count,
    key,
    classes: CLASSES,
    size: SIDE * SIDE,
    stride: STRIDE,
    numbers: 1 + NUMBERS_PER_DIGIT,
    draw(image, { label, numbers }) {
      pen.clear();
      const ink = writeDigit(pen, { label, numbers: numbers.subarray(1), side: SIDE });
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const value = pen.ink(pixel, ink.softness) * ink.strength;
        image[pixel] = Math.floor(value * 255 + 0.5) / 255;
      }
    },
  });
}
