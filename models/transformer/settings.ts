/**
 * Sizes of a transformer, and which fit together.
 * @module
 */
import { type Key, MOST_POSITIONS } from "../../estimators/mod.ts";

/** Settings of {@linkcode bayesianTransformer}. */
export interface TransformerOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /** Rows and columns of the images. @default 28 */
  readonly side?: number;
  /** Colours of the images. @default 1 */
  readonly channels?: number;
  /** Patches of an image, a square number; each is a token. @default 16 */
  readonly tokens?: number;
  /** Values of a token. @default 64 */
  readonly width?: number;
  /** Attention heads, which share the width. @default 4 */
  readonly heads?: number;
  /** Blocks of attention and MLP. @default 2 */
  readonly blocks?: number;
  /** Hidden values of the MLP. @default 2 · width */
  readonly hidden?: number;
  /** Number of classes. @default 10 */
  readonly classes?: number;
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Natural logarithm of the start scales. @default -4 */
  readonly initialLogScale?: number;
}

/** Settings with all defaults filled in. */
export type Settings = Required<TransformerOptions>;

/** @throws {RangeError} for sizes that do not fit together, naming them. */
export function resolved(options: TransformerOptions): Settings {
  const { width = 64 } = options;
  const settings = {
    side: 28,
    channels: 1,
    tokens: 16,
    heads: 4,
    blocks: 2,
    hidden: 2 * width,
    classes: 10,
    priorScale: 1,
    initialLogScale: -4,
    ...options,
    width,
  };
  const { side, channels, tokens, heads, blocks, hidden, classes, trainingExamples } = settings;
  for (
    const [name, value] of Object.entries({
      side,
      channels,
      tokens,
      width,
      heads,
      blocks,
      hidden,
      classes,
      trainingExamples,
    })
  ) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`transformer: ${name} is ${value}; wanted a whole number of at least 1`);
    }
  }
  checkTokens(tokens);
  if (side % Math.sqrt(tokens) !== 0) {
    throw new RangeError(
      `transformer: ${tokens} tokens are ${
        Math.sqrt(tokens)
      } patches across, which do not divide a side of ${side}`,
    );
  }
  if (width % heads !== 0) {
    throw new RangeError(`transformer: width ${width} for ${heads} heads; wanted a multiple of them`);
  }
  return settings;
}

/** Numbers of patches: square, and no more than position sites take. */
export const TOKEN_NUMBERS: readonly number[] = Array.from(
  { length: Math.sqrt(MOST_POSITIONS) },
  (_, i) => (i + 1) ** 2,
);

function checkTokens(tokens: number): void {
  if (TOKEN_NUMBERS.includes(tokens)) return;
  const why = tokens > MOST_POSITIONS
    ? `; estimators take at most ${MOST_POSITIONS} positions of a weight`
    : "";
  throw new RangeError(
    `transformer: tokens is ${tokens}${why}; wanted a square number of patches: ${TOKEN_NUMBERS.join(", ")}`,
  );
}
