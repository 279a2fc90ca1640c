/**
 * Means of many independent gradient draws, made a batch at a time.
 *
 * One call draws for T copies of the minibatch at once: at a latent site copies of the examples, at a weight
 * site copies of the units, whose weights are independent. The gradient for the shared parameters is then the
 * mean over the copies. Whatever a call shares between its copies (flipout's signs, a leave-one-out baseline,
 * which takes the losses of the other copies and so never depends on the draw that it weighs), calls have
 * keys of their own: their means are independent and unbiased wherever the estimator is, and only they are
 * tested.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Estimator, GaussianSite } from "../types.ts";
import type { SiteLoss } from "../gradients.ts";
import { surrogate } from "../surrogate.ts";
import { withMatrix } from "../linalg/linear_map.ts";
import type { Key } from "../random/mod.ts";
import { foldIn } from "../random/mod.ts";
import { planOf, withPasses } from "../sampling/plan.ts";
import { batchOf } from "../site.ts";

/** What gradients are drawn of. */
export interface Problem {
  /** The site whose gradient it is. */
  readonly site: GaussianSite;
  /** Loss of every example, the same function for all of them. */
  readonly loss: SiteLoss;
  /** Examples, needed only where neither map nor family has a batch axis. */
  readonly batch?: number;
}

/** Settings of {@linkcode batchMeans}. */
export interface BatchMeansOptions {
  /** Batch b uses this key folded with b. */
  readonly key: Key;
  /** Independent batches: the sample that a test sees. */
  readonly batches: number;
  /** Number of the first batch, where others came before. @default 0 */
  readonly from?: number;
  /** Draws that each batch averages. */
  readonly drawsPerBatch: number;
  /** Makes a call for every draw, so that leave-one-out takes the examples of one minibatch. @default false */
  readonly separateCalls?: boolean;
}

/** For each block (`value`, `mean`, …, `upstream`) and each of its coordinates, the batches' means. */
export type BatchMeans = Readonly<Record<string, readonly Float64Array[]>>;

/**
 * Draws gradients and averages them by batch.
 *
 * @throws {RangeError} if the estimator does not support the site.
 */
export function batchMeans(estimator: Estimator, problem: Problem, options: BatchMeansOptions): BatchMeans {
  const steps = meansByReads(estimator, problem, options);
  let step = steps.next();
  while (!step.done) step = steps.next(step.value.map((tensor) => tensor.dataSync()));
  return step.value;
}

/** The same on any backend: one that cannot be read at once too. */
export async function readBatchMeans(
  estimator: Estimator,
  problem: Problem,
  options: BatchMeansOptions,
): Promise<BatchMeans> {
  const steps = meansByReads(estimator, problem, options);
  let step = steps.next();
  while (!step.done) step = steps.next(await Promise.all(step.value.map((tensor) => tensor.data())));
  return step.value;
}

/** Hands out tensors to be read, and takes their values. */
type Reads<T> = Generator<readonly tf.Tensor[], T, readonly ArrayLike<number>[]>;

function* meansByReads(
  estimator: Estimator,
  problem: Problem,
  { key, batches, from = 0, drawsPerBatch, separateCalls = false }: BatchMeansOptions,
): Reads<BatchMeans> {
  const supported = estimator.supports(problem.site);
  if (supported !== true) throw new RangeError(`${estimator.name} does not support this site: ${supported}`);
  const names = ["value", ...Object.keys(problem.site.family.parameters), "upstream"];
  const copies = separateCalls || sharesOneDraw(estimator, problem, key) ? 1 : drawsPerBatch;
  const result: Record<string, Float64Array[]> = {};
  for (let batch = 0; batch < batches; batch++) {
    const sums = yield* meanOfDraws(estimator, problem, {
      key: foldIn(key, from + batch),
      copies,
      calls: drawsPerBatch / copies,
    });
    sums.forEach((sum, i) => {
      const columns = result[names[i]!] ??= Array.from(sum, () => new Float64Array(batches));
      sum.forEach((value, coordinate) => columns[coordinate]![batch] = value);
    });
  }
  return result;
}

/** Whether a whole draw has one log-density: copies in it would weigh each other's scores and only add noise. */
export function sharesOneDraw(estimator: Estimator, { site, batch }: Problem, key: Key): boolean {
  return tf.tidy(() => {
    const copied = copySite(site, { copies: 1, batch: batchOf(site, batch) });
    return withPasses(
      planOf(estimator),
      key,
      ([pass]) => pass!.estimator.draw(copied, pass!.key).logProb?.rank === 0,
    );
  });
}

function* meanOfDraws(
  estimator: Estimator,
  { site, loss, batch }: Problem,
  { key, copies, calls }: { readonly key: Key; readonly copies: number; readonly calls: number },
): Reads<Float64Array[]> {
  const size = { copies, batch: batchOf(site, batch) };
  let sums: Float64Array[] = [];
  for (let call = 0; call < calls; call++) {
    const drawKey = calls === 1 ? key : foldIn(key, call);
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const copied = copySite(site, { ...size, tensors });
      const terms = withPasses(planOf(estimator), drawKey, (passes) =>
        passes.map((pass) => {
          const draw = pass.estimator.draw(copied, pass.key);
          return surrogate(loss(separateCopies(site, copies, draw.preactivations)), [draw]) as tf.Scalar;
        }));
      return terms.length === 1 ? terms[0]! : tf.div(tf.addN(terms), terms.length) as tf.Scalar;
    })(tensorsOf(site));
    const values = yield [value, ...grads];
    const parts = values.map((own) => Float64Array.from(own, (g) => g / calls));
    tf.dispose([value, ...grads]);
    sums = sums.length === 0 ? parts : sums.map((sum, i) => sum.map((total, j) => total + parts[i]![j]!));
  }
  return sums;
}

function tensorsOf({ map, family }: GaussianSite): tf.Tensor[] {
  return [...Object.values(family.parameters), map.matrix];
}

/** How many copies {@linkcode copySite} makes. */
export interface Copies {
  readonly copies: number;
  /** Examples of the site itself. */
  readonly batch: number;
  /** The family's parameters and the map's matrix to use, as automatic differentiation has them. */
  readonly tensors?: readonly tf.Tensor[];
}

/** The site with T copies: of its examples at a latent site, of its units at a weight site. */
export function copySite(
  site: GaussianSite,
  { copies, batch, tensors = tensorsOf(site) }: Copies,
): GaussianSite {
  const { map, family } = site;
  const matrix = tensors.at(-1)!;
  const names = Object.keys(family.parameters);
  if (map.kind === "inputs") {
    const parameters = tensors.slice(0, -1).map((tensor) => repeat(tensor, { axis: 1, copies }));
    return { map: withMatrix(map, matrix), family: family.withParameters(parameters) };
  }
  const parameters = tensors.slice(0, -1).map((tensor, i) => {
    const ownRank = family.ownRanks[names[i]!]!;
    if (tensor.rank > ownRank) return repeat(tensor, { axis: 0, copies });
    // A mean of its own for each example gives the site the batch that a draw from a key needs.
    return ownRank === 1 ? repeat(tf.expandDims(tensor, 0), { axis: 0, copies: copies * batch }) : tensor;
  });
  const copiedMap = map.batch === undefined
    ? withMatrix(map, matrix)
    : { ...map, matrix: repeat(matrix, { axis: 0, copies }), batch: copies * batch };
  return { map: copiedMap, family: family.withParameters(parameters) };
}

/** Repeats a tensor along an axis by broadcasting, whose gradient is one sum (tf.tile's is a loop). */
function repeat(tensor: tf.Tensor, { axis, copies }: { readonly axis: number; readonly copies: number }) {
  const shape = [...tensor.shape];
  const ones = shape.map(() => 1);
  ones.splice(axis, 0, copies);
  const result = [...shape];
  result[axis] = shape[axis]! * copies;
  return tf.reshape(tf.mul(tf.expandDims(tensor, axis), tf.ones(ones)), result);
}

/** Copies of units as rows of their own: [B, T·O] -> [B·T, O], [B, P, T·O] -> [B·T, P, O]. */
export function separateCopies({ map, family }: GaussianSite, copies: number, z: tf.Tensor): tf.Tensor {
  if (map.kind === "dense" || copies === 1) return z;
  const units = family.mean.shape[1]!;
  if (z.rank === 2) return tf.reshape(z, [-1, units]);
  const [batch, positions] = z.shape as [number, number];
  const apart = tf.transpose(tf.reshape(z, [batch, positions, copies, units]), [0, 2, 1, 3]);
  return tf.reshape(apart, [-1, positions, units]);
}
