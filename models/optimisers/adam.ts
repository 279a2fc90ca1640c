/**
 * Adam (Kingma, Ba 2015, algorithm 1).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { adamUpdate, type DivergenceShare, gaussianAdamUpdate, type Moving } from "../../estimators/mod.ts";
import { readVariables, writeVariables } from "../variables.ts";

/** Settings of {@linkcode Adam}. */
export interface AdamOptions {
  /** Step size. */
  readonly learningRate: number;
  /** Decay of the first moment. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment. @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default 1e-8 */
  readonly epsilon?: number;
}

/** What an optimiser knows beside its settings and variables; each list is in the variables' order. */
export interface AdamState {
  /** Number of updates so far. */
  readonly steps: number;
  /** First moments, flat. */
  readonly first: readonly Float32Array[];
  /** Second moments, flat. */
  readonly second: readonly Float32Array[];
}

/** Gaussian weights among the variables, whose divergence an update adds to the loss. */
export interface GaussianWeights extends DivergenceShare {
  readonly mean: tf.Variable;
  readonly logScale: tf.Variable;
  /** e^(2 logScale), as the loss saw it. shape: as the mean */
  readonly variance: tf.Tensor;
}

/** An optimiser over a fixed list of variables; it owns the moments, not the variables. */
export class Adam {
  readonly #options: Required<AdamOptions>;
  readonly #variables: readonly tf.Variable[];
  readonly #first: readonly tf.Variable[];
  readonly #second: readonly tf.Variable[];
  readonly #parts = new Set<{ dispose(): void }>();
  #steps = 0;

  /**
   * Moments of zero for every variable.
   *
   * @throws {RangeError} if the learning rate is not above zero.
   */
  constructor(variables: readonly tf.Variable[], options: AdamOptions) {
    if (!(options.learningRate > 0)) {
      throw new RangeError(`adam: learningRate is ${options.learningRate}; wanted above 0`);
    }
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.#variables = variables;
    this.#first = variables.map(zeroVariable);
    this.#second = variables.map(zeroVariable);
  }

  /** Number of updates so far. */
  get steps(): number {
    return this.#steps;
  }

  /** What it changes: the variables and the moments. */
  get changed(): readonly tf.Variable[] {
    return [...this.#variables, ...this.#first, ...this.#second];
  }

  /** Counts an update that a captured step made. */
  countUpdate(): void {
    this.#steps++;
  }

  /** Frees something with the moments. */
  owns(part: { dispose(): void }): void {
    this.#parts.add(part);
  }

  /**
   * One update. Gradients are in the order of the variables; the caller disposes them.
   *
   * @param weights Gaussian weights: in place of the log-scale's gradient stands that by the variance, and neither
   * it nor the mean's has the divergence in it.
   * @throws {RangeError} for weights that are not among the variables.
   */
  apply(gradients: readonly tf.Tensor[], weights: readonly GaussianWeights[] = []): void {
    const options = { ...this.#options, step: ++this.#steps };
    const together = new Set<number>();
    for (const { mean, logScale, variance, weight, priorScale } of weights) {
      const [i, j] = [mean, logScale].map((variable) => this.#numberOf(variable)) as [number, number];
      together.add(i).add(j);
      const parts = { mean: this.#moving(i), logScale: this.#moving(j) };
      const found = { byMean: gradients[i]!, byVariance: gradients[j]!, variance };
      gaussianAdamUpdate(parts, found, { ...options, weight, priorScale });
    }
    this.#variables.forEach((_, i) => {
      const { variable, m, v } = this.#moving(i);
      if (!together.has(i)) adamUpdate(variable, gradients[i]!, m, v, options);
    });
  }

  /** Numbers of those variables whose gradient was not finite, now or before: their first moments tell. */
  async notFinite(): Promise<number[]> {
    const moments = await readVariables(this.#first);
    return moments.flatMap((values, i) => values.every(Number.isFinite) ? [] : [i]);
  }

  #moving(i: number): Moving {
    return { variable: this.#variables[i]!, m: this.#first[i]!, v: this.#second[i]! };
  }

  #numberOf(variable: tf.Variable): number {
    const i = this.#variables.indexOf(variable);
    if (i >= 0) return i;
    throw new RangeError(`adam: Gaussian weights of shape [${variable.shape}] are none of its variables`);
  }

  /**
   * √v̂ + ε of every entry, by which an update divides; flat, in the variables' order.
   *
   * @throws {RangeError} before the first update.
   */
  async divisors(): Promise<Float32Array[]> {
    if (this.#steps === 0) throw new RangeError("adam: before its first update it has no second moments");
    const { beta2, epsilon } = this.#options;
    const correction = 1 - beta2 ** this.#steps;
    const second = await readVariables(this.#second);
    return second.map((moments) => moments.map((moment) => Math.sqrt(moment / correction) + epsilon));
  }

  /** A copy of the state. */
  async state(): Promise<AdamState> {
    const [first, second] = await Promise.all([this.#first, this.#second].map(readVariables));
    return { steps: this.#steps, first: first!, second: second! };
  }

  /**
   * Goes on from a state; the variables are the caller's.
   *
   * @throws {RangeError} if it is of an optimiser over variables of other sizes.
   */
  restore({ steps, first, second }: AdamState): void {
    writeVariables(this.#first, first);
    writeVariables(this.#second, second);
    this.#steps = steps;
  }

  /** Frees the moments. */
  dispose(): void {
    for (const part of this.#parts) part.dispose();
    tf.dispose([...this.#first, ...this.#second]);
  }
}

function zeroVariable(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(variable)));
}
