/**
 * `digits32`: coloured digits on textured coloured ground, 32 × 32 colour, 50 000 + 10 000, made on
 * demand: a stand-in in CIFAR-10's format that needs no file.
 *
 * A digit as in `digits.ts`; a ground of two colours that blend into each other, with stripes and grain; a
 * stray stroke; ink darker or lighter than the ground. Example i depends on the key, the split and i only,
 * and has the same bits on every machine.
 * @module
 */
import type { Key } from "../../estimators/random/mod.ts";
import type { ImageDataset } from "./types.ts";
import { bits, key as keyOf } from "../../estimators/random/mod.ts";
import { proceduralDataset, type ProceduralDefinition } from "./procedural/dataset.ts";
import { NUMBERS_PER_DIGIT, writeDigit } from "./procedural/handwriting.ts";
import { Pen } from "./procedural/pen.ts";

const SIDE = 32;
const CHANNELS = 3;
/** Numbers of an example: label, digit, then scene; all below GRAIN. */
const SCENE = 1 + NUMBERS_PER_DIGIT;
/** First of the words whose bytes are the grain, one byte per pixel. */
const GRAIN = 80;

const DEFINITION: ProceduralDefinition = {
  name: "digits32",
  version: 1,
  classes: 10,
  side: SIDE,
  channels: CHANNELS,
  train: 50_000,
  test: 10_000,
  stride: GRAIN + SIDE * SIDE / 4,
  numbers: GRAIN,
  painter(key) {
    const pens = { digit: new Pen(SIDE, SIDE), stray: new Pen(SIDE, SIDE) };
    return (image, { offset, ...example }) => {
      const grain = new Uint8Array(bits(key, SIDE * SIDE / 4, offset + GRAIN).buffer);
      paint(image, { ...example, grain, pens });
    };
  },
};

/**
 * The procedural coloured digits of a key.
 *
 * @param options `key`: a different key gives different examples; @default key(0)
 *
 * @example
 * ```ts
 * import { digits32 } from "./digits32.ts";
 * const { train } = digits32();
 * console.assert(train.images([0, 1]).length === 2 * 32 * 32 * 3);
 * ```
 */
export function digits32(options: { readonly key?: Key } = {}): ImageDataset {
  return proceduralDataset(DEFINITION, options.key ?? keyOf(0));
}

function paint(
  image: Float32Array,
  scene: {
    readonly label: number;
    readonly numbers: Float32Array;
    readonly grain: Uint8Array;
    readonly pens: { readonly digit: Pen; readonly stray: Pen };
  },
): void {
  const { label, numbers, grain, pens } = scene;
  let next = SCENE;
  function between(low: number, high: number): number {
    return low + (high - low) * numbers[next++]!;
  }
  function colour(lightness: number): [red: number, green: number, blue: number] {
    return [
      lightness + between(-0.22, 0.22),
      lightness + between(-0.22, 0.22),
      lightness + between(-0.22, 0.22),
    ];
  }
  const darkGround = between(0, 1) < 0.5;
  const lightness = darkGround ? between(0.2, 0.42) : between(0.58, 0.8);
  const contrast = (darkGround ? 1 : -1) * between(0.25, 0.45);
  const [here, there] = [colour(lightness), colour(lightness)];
  const ink = colour(lightness + contrast);
  const strayInk = colour(lightness + contrast / 2);
  // The ground changes from one colour to the other along a direction, and is striped along another.
  const [slopeX, slopeY, start] = [between(-1, 1) / SIDE, between(-1, 1) / SIDE, between(0, 1)];
  const [stripeX, stripeY, phase] = [between(-0.3, 0.3), between(-0.3, 0.3), between(0, 1)];
  const stripes = between(0, 0.12);
  const roughness = between(0.02, 0.16);

  pens.digit.clear();
  const { softness } = writeDigit(pens.digit, {
    label,
    numbers: numbers.subarray(1, SCENE),
    side: SIDE,
  });
  pens.stray.clear();
  const stray = [0, 1, 2, 3, 4, 5].map(() => between(0, SIDE));
  const strayWidth = between(0.4, 1.2);
  pens.stray.stroke(stray, { first: strayWidth, last: strayWidth });

  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const pixel = row * SIDE + column;
      const mix = clamp(start + slopeX * column + slopeY * row);
      const wave = phase + stripeX * column + stripeY * row;
      // A triangle wave of height 1 about 0, then grain about 0.
      const triangle = 2 * Math.abs(wave - Math.floor(wave) - 0.5) - 0.5;
      const shade = stripes * triangle + roughness * (grain[pixel]! / 255 - 0.5);
      const strayCover = pens.stray.ink(pixel, softness);
      const cover = pens.digit.ink(pixel, softness);
      for (let channel = 0; channel < CHANNELS; channel++) {
        let value = here[channel]! + mix * (there[channel]! - here[channel]!);
        value += strayCover * (strayInk[channel]! - value);
        value += cover * (ink[channel]! - value);
        image[pixel * CHANNELS + channel] = Math.floor(clamp(value + shade) * 255 + 0.5) / 255;
      }
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
