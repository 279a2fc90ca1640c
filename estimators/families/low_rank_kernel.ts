/**
 * Density and determinant of N(·, D² + F Fᵀ) through r × r systems.
 *
 * With the capacitance C = I + Fᵀ D⁻² F: |Σ| = |D|² |C| (matrix determinant lemma) and
 * Σ⁻¹ = D⁻² − D⁻² F C⁻¹ Fᵀ D⁻² (Woodbury), so Σ⁻¹ F = D⁻² F C⁻¹.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  pivotedCholesky,
  type PivotedFactor,
  solvePivoted,
} from "../backend/ops/systems/pivoted_cholesky.ts";
import { canReadSync } from "../backend/read.ts";
import type { DensityKernel } from "./density.ts";
import { lowRankDensityOnDevice, lowRankLogDeterminantOnDevice } from "./on_device.ts";

/** What the covariance of one example is worth computing once. */
interface LowRankFactor {
  readonly scale: Float64Array;
  readonly factor: Float64Array;
  readonly rank: number;
  /** C, factored. */
  readonly capacitance: Float64Array;
  readonly pivots: PivotedFactor;
  readonly logDeterminant: number;
}

/** Σ⁻¹ F and the diagonal of Σ⁻¹, for gradients only. shapes: [n, r], [n] */
function precisionParts({ scale, factor, rank, capacitance, pivots }: LowRankFactor) {
  const n = scale.length;
  const timesFactor = new Float64Array(n * rank);
  const diagonal = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = timesFactor.subarray(k * rank, (k + 1) * rank);
    row.set(factor.subarray(k * rank, (k + 1) * rank));
    solvePivoted(capacitance, pivots, row);
    let reached = 0;
    for (let j = 0; j < rank; j++) {
      row[j] = row[j]! / scale[k]! ** 2;
      reached += row[j]! * factor[k * rank + j]!;
    }
    diagonal[k] = (1 - reached) / scale[k]! ** 2;
  }
  return { timesFactor, diagonal };
}

function factorise(scale: Float64Array, factor: Float64Array): LowRankFactor {
  const n = scale.length;
  const rank = factor.length / n;
  const capacitance = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) sum += factor[k * rank + i]! * factor[k * rank + j]! / scale[k]! ** 2;
      capacitance[i * rank + j] = capacitance[j * rank + i] = sum;
    }
  }
  // C is at least the identity: no pivot counts as zero, however large the others are.
  const pivots = pivotedCholesky(capacitance, rank, { tolerance: 0 });
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) logDeterminant += 2 * Math.log(scale[k]!);
  for (let i = 0; i < rank; i++) logDeterminant += 2 * Math.log(capacitance[i * rank + i]!);
  return { scale, factor, rank, capacitance, pivots, logDeterminant };
}

/** Σ⁻¹ d. */
function precisionTimes(at: LowRankFactor, deviation: Float64Array): Float64Array {
  const { scale, factor, rank, capacitance, pivots } = at;
  const scaled = deviation.map((d, k) => d / scale[k]! ** 2);
  const common = new Float64Array(rank);
  scaled.forEach((d, k) => {
    for (let j = 0; j < rank; j++) common[j] = common[j]! + factor[k * rank + j]! * d;
  });
  solvePivoted(capacitance, pivots, common);
  return scaled.map((d, k) => {
    let sum = 0;
    for (let j = 0; j < rank; j++) sum += factor[k * rank + j]! * common[j]!;
    return d - sum / scale[k]! ** 2;
  });
}

/** Log-density for parameters scale [n] and factor [n, r]. */
export const lowRankKernel: DensityKernel<LowRankFactor> = {
  onDevice: lowRankDensityOnDevice,
  factor: ([scale, factor]) => factorise(scale!, factor!),
  logDensity(at, deviation) {
    const p = precisionTimes(at, deviation);
    const form = deviation.reduce((sum, d, k) => sum + d * p[k]!, 0);
    return -0.5 * (form + at.logDeterminant + deviation.length * Math.log(2 * Math.PI));
  },
  // With p = Σ⁻¹d: ∂/∂d = −p and ∂/∂Σ = ½ (p pᵀ − Σ⁻¹), then Σ = D² + F Fᵀ.
  addGradients({ factor: at, deviation, weight }, into) {
    const p = precisionTimes(at, deviation);
    const { timesFactor, diagonal } = precisionParts(at);
    const { scale, factor, rank } = at;
    const along = new Float64Array(rank);
    p.forEach((value, k) => {
      for (let j = 0; j < rank; j++) along[j] = along[j]! + factor[k * rank + j]! * value;
    });
    const [ofScale, ofFactor] = into.parameters as [Float64Array, Float64Array];
    p.forEach((value, k) => {
      into.deviation[k] = into.deviation[k]! - weight * value;
      ofScale[k] = ofScale[k]! + weight * scale[k]! * (value * value - diagonal[k]!);
      for (let j = 0; j < rank; j++) {
        const i = k * rank + j;
        ofFactor[i] = ofFactor[i]! + weight * (value * along[j]! - timesFactor[i]!);
      }
    });
  },
};

/**
 * ln |diag(scale²) + factor · factorᵀ|, differentiable in both.
 *
 * @param scale shape: [n] or [B, n]
 * @param factor shape: [n, r] or [B, n, r]
 * @returns shape: [] or [B]
 */
export function lowRankLogDeterminant(scale: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  if (!canReadSync()) return lowRankLogDeterminantOnDevice(scale, factor);
  const batch = scale.rank === 2 ? scale.shape[0] : factor.rank === 3 ? factor.shape[0] : undefined;
  const examples = batch ?? 1;
  const operation = tf.customGrad((...given) => {
    const [s, f] = given.slice(0, 2) as [tf.Tensor, tf.Tensor];
    const [scales, factors] = [s, f].map((t) => Float64Array.from(t.dataSync())) as [
      Float64Array,
      Float64Array,
    ];
    const part = (all: Float64Array, own: boolean, b: number) =>
      own ? all.subarray(b * all.length / examples, (b + 1) * all.length / examples) : all;
    const at = (b: number) => factorise(part(scales, s.rank === 2, b), part(factors, f.rank === 3, b));
    const values = Float32Array.from({ length: examples }, (_, b) => at(b).logDeterminant);
    const gradFunc = (upstream: tf.Tensor) => {
      const weights = upstream.dataSync();
      const [ofScale, ofFactor] = [new Float64Array(scales.length), new Float64Array(factors.length)];
      for (let b = 0; b < examples; b++) {
        const own = at(b);
        const { timesFactor, diagonal } = precisionParts(own);
        const [intoScale, intoFactor] = [part(ofScale, s.rank === 2, b), part(ofFactor, f.rank === 3, b)];
        diagonal.forEach((d, k) => intoScale[k] = intoScale[k]! + 2 * weights[b]! * own.scale[k]! * d);
        timesFactor.forEach((t, i) => intoFactor[i] = intoFactor[i]! + 2 * weights[b]! * t);
      }
      return [
        tf.tensor(Float32Array.from(ofScale), s.shape),
        tf.tensor(Float32Array.from(ofFactor), f.shape),
      ];
    };
    return { value: tf.tensor(values, batch === undefined ? [] : [batch]), gradFunc };
  });
  return operation(scale, factor);
}
