/**
 * A batched matrix product as plain two-dimensional ones, without moving a value.
 *
 * c[…, m, n] = op(a)[…, m, k] · op(b)[…, k, n], where leading axes broadcast and op transposes or does not.
 * Batch axes that share an operand become rows of one larger product wherever the layout allows.
 * @module
 */

/** Which operands are stored transposed. */
export interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** One product per pair of offsets, all of the same shape; c's matrices follow one another. */
export interface ProductPlan extends Transposes {
  /** Shape of the result, as the caller sees it. */
  readonly outShape: number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Where each product's left matrix starts, in values. */
  readonly offsetsA: readonly number[];
  /** Where each product's right matrix starts, in values. */
  readonly offsetsB: readonly number[];
}

/**
 * Plans op(a) · op(b).
 *
 * @param shapeA shape: […, m, k], or […, k, m] if transposed
 * @param shapeB shape: […, k, n], or […, n, k] if transposed
 * @throws RangeError where the shapes do not fit
 *
 * @example Sixty-four products with one right-hand side are one product
 * ```ts
 * import { planProduct } from "./plan.ts";
 * const plan = planProduct([[64, 5, 3], [3, 7]], { transposeA: false, transposeB: false });
 * if (plan.m !== 64 * 5 || plan.offsetsA.length !== 1) throw new Error("not folded");
 * ```
 */
export function planProduct(
  [shapeA, shapeB]: readonly [readonly number[], readonly number[]],
  { transposeA, transposeB }: Transposes,
): ProductPlan {
  const fail = (what: string): never => {
    const operand = (shape: readonly number[], transposed: boolean) => `[${shape}]${transposed ? "ᵀ" : ""}`;
    throw new RangeError(
      `BatchMatMul: ${operand(shapeA, transposeA)} · ${operand(shapeB, transposeB)}: ${what}`,
    );
  };
  if (shapeA.length < 2 || shapeB.length < 2) fail("both operands need rank 2 or more");
  const [rowsA, columnsA] = lastTwo(shapeA);
  const [rowsB, columnsB] = lastTwo(shapeB);
  let m = transposeA ? columnsA : rowsA;
  const k = transposeA ? rowsA : columnsA;
  let n = transposeB ? rowsB : columnsB;
  const kOfB = transposeB ? columnsB : rowsB;
  if (k !== kOfB) fail(`inner sizes ${k} and ${kOfB} differ`);

  const batchA = shapeA.slice(0, -2);
  const batchB = shapeB.slice(0, -2);
  while (batchA.length < batchB.length) batchA.unshift(1);
  while (batchB.length < batchA.length) batchB.unshift(1);
  const batch = batchA.map((extent, axis) => {
    const other = batchB[axis] ?? 1;
    if (extent !== other && extent !== 1 && other !== 1) fail(`batch axes ${extent} and ${other} differ`);
    return extent === 1 ? other : extent;
  });
  const outShape = [...batch, m, n];

  // A vector lies the same way transposed or not: take the way that folds and needs no transposing.
  const asStoredA = m === 1 || k === 1 ? false : transposeA;
  let asStoredB = n === 1 || k === 1 ? false : transposeB;
  let sizeA = rowsA * columnsA;
  let sizeB = rowsB * columnsB;
  for (let extent = batch.pop(); extent !== undefined; extent = batch.pop()) {
    if (batchB.at(-1) === 1 && !asStoredA) {
      m *= extent;
    } else if (batchA.at(-1) === 1 && m === 1 && (asStoredB || n === 1 || k === 1)) {
      asStoredB = k !== 1;
      n *= extent;
    } else {
      batch.push(extent);
      break;
    }
    sizeA *= batchA.pop() ?? 1;
    sizeB *= batchB.pop() ?? 1;
  }
  return {
    outShape,
    m,
    n,
    k,
    transposeA: asStoredA,
    transposeB: asStoredB,
    offsetsA: offsets(batch, { own: batchA, size: sizeA }),
    offsetsB: offsets(batch, { own: batchB, size: sizeB }),
  };
}

/** Where the operand's matrix for each cell of the batch starts; an axis of extent 1 is walked in place. */
function offsets(
  batch: readonly number[],
  { own, size }: { own: readonly number[]; size: number },
): number[] {
  let result = [0];
  let stride = size;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const extent = batch[axis] ?? 1;
    const step = own[axis] === 1 ? 0 : stride;
    const inner = result;
    result = [];
    for (let i = 0; i < extent; i++) for (const offset of inner) result.push(offset + i * step);
    stride *= own[axis] ?? 1;
  }
  return result;
}

function lastTwo(shape: readonly number[]): [number, number] {
  return [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}
