/**
 * Every family as a dense covariance in float64, and the derivative of a function of that covariance.
 * @module
 */
import type { GaussianFamily } from "../types.ts";
import { add, diag, matrices, type Matrix, multiply, scale, transpose } from "../linalg/matrix.ts";

/** Means and covariances of a latent family for every example. */
export interface DenseGaussian {
  readonly mean: readonly number[];
  readonly covariance: Matrix;
}

/** Mean [n] and covariance [n, n] of one example (0 where the parameters have no batch axis). */
export function denseGaussian(family: GaussianFamily, example: number): DenseGaussian {
  const value = reader(family, example);
  const mean = value("mean").flat();
  switch (family.kind) {
    case "diagonal":
      return { mean, covariance: diag(standardDeviations(family, example).map((s) => s * s)) };
    case "full":
      return { mean, covariance: multiply(value("scaleTril"), transpose(value("scaleTril"))) };
    case "low-rank": {
      const factor = value("factor");
      const own = diag(value("scale").flat().map((s) => s * s));
      return { mean, covariance: add(own, multiply(factor, transpose(factor))) };
    }
  }
}

/**
 * Gradients for the scale parameters of one example, from the gradient for its covariance.
 *
 * @param covarianceGradient D = ∂f/∂Σ, symmetric. shape: [n, n]
 */
export function scaleGradients(
  family: GaussianFamily,
  example: number,
  covarianceGradient: Matrix,
): Record<string, number[][]> {
  const value = reader(family, example);
  const ofDeviations = (deviations: readonly number[]) =>
    deviations.map((s, k) => 2 * covarianceGradient[k]![k]! * s);
  switch (family.kind) {
    case "diagonal": {
      const deviations = standardDeviations(family, example);
      const gradient = ofDeviations(deviations);
      return "logScale" in family.parameters
        ? { logScale: [gradient.map((g, k) => g * deviations[k]!)] }
        : { scale: [gradient] };
    }
    case "full": {
      const gradient = scale(2, multiply(covarianceGradient, value("scaleTril")));
      return { scaleTril: gradient.map((row, i) => row.map((g, j) => j <= i ? g : 0)) };
    }
    case "low-rank":
      return {
        scale: [ofDeviations(value("scale").flat())],
        factor: scale(2, multiply(covarianceGradient, value("factor"))),
      };
  }
}

function standardDeviations(family: GaussianFamily, example: number): number[] {
  const value = reader(family, example);
  return "logScale" in family.parameters
    ? value("logScale").flat().map((logScale) => Math.exp(logScale))
    : value("scale").flat();
}

function reader(family: GaussianFamily, example: number): (name: string) => number[][] {
  return (name) => {
    const tensor = family.parameters[name]!;
    const all = matrices(tensor);
    if (family.ownRanks[name] === 2) return all[tensor.rank === 3 ? example : 0]!;
    return [all[0]![tensor.rank === 2 ? example : 0]!];
  };
}
