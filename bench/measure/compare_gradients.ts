/**
 * Which estimator gives the better gradient of a loss of one's own: variance, time and efficiency, with intervals.
 *
 *     efficiency ratio = (tr Var g × time) of an estimator / the same of the first
 *
 * Below 1 the estimator leaves less noise than the first in the same time, each averaging as many gradients as its time
 * buys (Glynn and Whitt 1992). For independent g, g′ the mean of ½‖g − g′‖² is tr Var g. Estimators share keys
 * and take turns, so ratios vary less than what they are made of.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  type Draw,
  type Estimator,
  foldIn,
  type GaussianSite,
  getEstimator,
  type Key,
  key as keyOf,
  planOf,
  surrogate,
  UnsupportedError,
  withPasses,
} from "../../estimators/mod.ts";
import {
  type Interval,
  medianInterval,
  productOf,
  ratioInterval,
  studentInterval,
  timeRatioInterval,
} from "../stats/mod.ts";
import { interleave } from "./interleave.ts";

/**
 * A loss: `draw` makes the pre-activations of a site, with the estimator that is compared.
 *
 * @returns the loss, a scalar or one value per example; a score function needs the latter. shape: [] or [B]
 */
export type LossOf = (draw: (site: GaussianSite) => tf.Tensor) => tf.Tensor;

/** Settings of {@linkcode compareGradients}. */
export interface CompareOptions {
  /** What the gradient is of. @default all trainable variables that the loss depends on */
  readonly variables?: readonly tf.Variable[];
  /** Independent pairs of gradients, at least 2: the interval of a variance is ±14 % for 400 normal ones. @default 50 */
  readonly pairs?: number;
  /** Keys of the noise are derived from it. @default key(0) */
  readonly key?: Key;
  /** Receives the table, a line at a time; `() => {}` prints nothing. @default console.log */
  readonly print?: (line: string) => void;
  /** Milliseconds. @default performance.now */
  readonly clock?: () => number;
}

/** One estimator. */
export interface ComparedGradient {
  /** As it was given. */
  readonly name: string;
  /** As charts and tables call it. */
  readonly label: string;
  /** Trace of the covariance of the gradient, with Student's interval over pairs. */
  readonly variance: Interval;
  /** Median milliseconds of one gradient. */
  readonly time: Interval;
  /** Over those of the first: below 1 is better. The first itself has exactly 1. */
  readonly ratios: Readonly<Record<"variance" | "time" | "efficiency", Interval>>;
}

/**
 * Compares estimators on a loss of the caller's, prints a table, and returns its numbers.
 *
 * @param names as `getEstimator` takes them; the first is what the others are compared with.
 * @throws {RangeError} for fewer than two pairs, no name, an unknown one, or an estimator that does not support a site.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compareGradients, denseMap, diagonal, key, normal, useBackend } from "@r2g2/bench";
 *
 * await useBackend("cpu");
 * const scale = tf.variable(tf.ones([16, 8])); // 16 examples, 8 latents
 * const map = denseMap(normal(key(1), [2, 8]));
 * const [rt, r2g2] = await compareGradients(
 *   (draw) => tf.mean(tf.square(draw({ map, family: diagonal(tf.zeros([16, 8]), scale) }))),
 *   ["rt", "r2g2"],
 *   { variables: [scale], print: () => {} },
 * );
 * console.assert(r2g2!.variance.value < rt!.variance.value);
 * scale.dispose();
 * ```
 */
export async function compareGradients(
  lossOf: LossOf,
  names: readonly string[],
  options: CompareOptions = {},
): Promise<ComparedGradient[]> {
  const { pairs = 50, key = keyOf(0), print = printLine, clock } = options;
  if (!Number.isInteger(pairs) || pairs < 2) {
    throw new RangeError(`compareGradients: pairs is ${pairs}; wanted a whole number of at least 2`);
  }
  if (names.length === 0) {
    throw new RangeError("compareGradients: no estimator is named; wanted at least one");
  }
  const estimators = names.map((name) => getEstimator(name));
  const halves: Float32Array[][] = names.map(() => []);
  const candidates = estimators.map((estimator, i) => ({
    name: estimator.name,
    run: async (round: number) => {
      halves[i]!.push(
        await gradient(lossOf, { estimator, key: foldIn(key, round), variables: options.variables }),
      );
    },
  }));
  const times = await interleave(candidates, { rounds: 2 * pairs, warmup: WARMUP, ...(clock && { clock }) });
  const distances = halves.map((gradients) => pairDistances(gradients.slice(WARMUP)));
  const found = estimators.map(({ name, label }, i): ComparedGradient => {
    const variance = ratioInterval([distances[i]!], [distances[0]!]);
    const time = timeRatioInterval([times[i]!], [times[0]!]);
    const same = { value: 1, low: 1, high: 1 };
    return {
      ...{ name, label },
      variance: studentInterval(distances[i]!),
      time: medianInterval(times[i]!),
      ratios: i === 0
        ? { variance: same, time: same, efficiency: same }
        : { variance, time, efficiency: productOf(variance, time) },
    };
  });
  tableLines(found).forEach((line) => print(line));
  return found;
}

const WARMUP = 2;

/** One gradient of all variables, one after another. */
async function gradient(
  lossOf: LossOf,
  { estimator, key, variables }: {
    readonly estimator: Estimator;
    readonly key: Key;
    readonly variables: readonly tf.Variable[] | undefined;
  },
): Promise<Float32Array> {
  const { value, grads } = withPasses(planOf(estimator), key, (passes) =>
    tf.variableGrads(
      () => tf.div(tf.addN(passes.map((pass) => onePass(lossOf, pass))), passes.length) as tf.Scalar,
      variables && [...variables],
    ));
  value.dispose();
  try {
    // A variable that the loss does not depend on has no gradient.
    const parts = await Promise.all(
      Object.values(grads).filter((part) => part !== null).map((part) => part.data()),
    );
    const all = new Float32Array(parts.reduce((size, { length }) => size + length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  } finally {
    tf.dispose(grads);
  }
}

/** The scalar whose gradient is the estimator's; every site of the loss has noise of its own. */
function onePass(
  lossOf: LossOf,
  { estimator, key }: { readonly estimator: Estimator; readonly key: Key },
): tf.Tensor {
  const draws: Draw[] = [];
  const loss = lossOf((site) => {
    const supported = estimator.supports(site);
    if (supported !== true) {
      throw new UnsupportedError(`${estimator.name} does not support this site: ${supported}`);
    }
    draws.push(estimator.draw(site, foldIn(key, draws.length)));
    return draws.at(-1)!.preactivations;
  });
  if (loss.rank === 1) return surrogate(loss, draws);
  if (loss.rank === 0 && draws.every(({ logProb }) => logProb === undefined)) return loss;
  throw new RangeError(
    `compareGradients: the loss has shape [${loss.shape}]; wanted ${
      loss.rank === 0
        ? `[B], one value per example, for ${estimator.name}`
        : "a scalar, or [B], one value per example"
    }`,
  );
}

/** ½‖g − g′‖² of gradients 0 and 1, 2 and 3, and so on. */
function pairDistances(gradients: readonly Float32Array[]): number[] {
  return Array.from({ length: gradients.length / 2 }, (_, pair) => {
    const [first, second] = [gradients[2 * pair]!, gradients[2 * pair + 1]!];
    return first.reduce((sum, value, i) => sum + 0.5 * (value - second[i]!) ** 2, 0);
  });
}

const HEADINGS = ["estimator", "variance", "time, ms", "variance ratio", "time ratio", "efficiency ratio"];

/** A table with aligned columns; a line below it says what it means. */
function tableLines(found: readonly ComparedGradient[]): string[] {
  const rows = [
    HEADINGS,
    ...found.map(({ label, variance, time, ratios }, i) => [
      label,
      text(variance),
      text(time),
      ...[ratios.variance, ratios.time, ratios.efficiency].map((ratio) => i === 0 ? "1" : text(ratio)),
    ]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    ...rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()),
    `Ratios are over ${
      found[0]!.label
    }: an efficiency ratio below 1 is less noise in the same time. 95 % intervals.`,
  ];
}

function text({ value, low, high }: Interval): string {
  const digits = (number: number) => Number(number.toPrecision(3)).toString();
  return `${digits(value)} [${digits(low)}, ${digits(high)}]`;
}

function printLine(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}
