/**
 * Batched products on the wasm heap with neither a BLAS library nor SIMD.
 *
 * tfjs is fast (about 30 GFLOP/s) for two untransposed matrices only, slow (about 2) or wrong otherwise.
 * Here operands are transposed first, or the transposed product is taken, (A·B)ᵀ = Bᵀ·Aᵀ, whichever
 * moves less; tiny products go to the scalar loop.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { floats, offsetOf, runKernel, sizeOf, type WasmBackend } from "../wasm/heap.ts";
import { planProduct, type ProductPlan } from "./plan.ts";
import type { Product, ProductCall } from "./product.ts";
import { canLoop, type StockProduct, stockProduct, TILE } from "./stock.ts";

// Measured, in nanoseconds. They choose between routes that all give the product.
const PER_CALL = 1500;
const PER_PACKED_VALUE = 3.8;
const PER_TRANSPOSED_VALUE = 1;
const PER_FAST_MULTIPLY = 1 / 15;
const PER_LOOP_CALL = 400;
const PER_LOOP_MULTIPLY = 1;

const UNTRANSPOSED = { transposeA: false, transposeB: false };

/** Batched products by tfjs alone. */
export function portableProduct(backend: WasmBackend): Product {
  const stock = stockProduct(backend);
  return (call) => {
    const { bias, into, accumulate = false } = call;
    const product = multiply(stock, call);
    const sum = bias === undefined ? product : freeing(
      backend,
      product,
      () => runKernel("Add", { inputs: { a: product, b: bias }, backend }),
    );
    if (into === undefined) return sum;
    return freeing(
      backend,
      sum,
      () => accumulate ? added(backend, { sum, into }) : copied(backend, { sum, into }),
    );
  };
}

function multiply(stock: StockProduct, call: ProductCall): tf.TensorInfo {
  const { backend, a, b, transposeA, transposeB } = call;
  const plan = planProduct([a.shape, b.shape], call);
  const size = sizeOf(plan.outShape);
  if (size === 0 || plan.k === 0) {
    const out = backend.makeOutput(plan.outShape, "float32");
    floats(backend, offsetOf(backend, out), size).fill(0);
    return out;
  }
  const turnA = { ...call, a: b, b: a, transposeA: !transposeB, transposeB: !transposeA };
  const direct = routeCost(call);
  const turned = routeCost(turnA) + moveCost(plan.outShape);
  if (canLoop(plan) && loopCost(plan) < Math.min(direct, turned)) {
    return stock.loop({ backend, a, b, plan });
  }
  if (direct <= turned) return untransposed(stock, call);
  return freeing(backend, untransposed(stock, turnA), (product) => transposed(backend, product));
}

/** The product after transposing what is stored transposed. */
function untransposed(stock: StockProduct, call: ProductCall): tf.TensorInfo {
  const { backend } = call;
  const as = (x: tf.TensorInfo, turn: boolean, use: (x: tf.TensorInfo) => tf.TensorInfo) =>
    turn ? freeing(backend, transposed(backend, x), use) : use(x);
  return as(call.a, call.transposeA, (a) =>
    as(call.b, call.transposeB, (b) => {
      const plan = planProduct([a.shape, b.shape], UNTRANSPOSED);
      if (!plan.transposeB) return stock.fast({ backend, a, b, plan });
      // Rows folded into one product left the right operand stored transposed: [n, k].
      const rows = { ...b, shape: [plan.n, plan.k] };
      return freeing(backend, transposed(backend, rows), (columns) =>
        stock.fast({ backend, a, b: columns, plan }));
    }));
}

/** Uses a tensor and frees it, whatever happens. */
function freeing(
  backend: WasmBackend,
  made: tf.TensorInfo,
  use: (x: tf.TensorInfo) => tf.TensorInfo,
): tf.TensorInfo {
  try {
    return use(made);
  } finally {
    backend.disposeData(made.dataId);
  }
}

interface Target {
  readonly sum: tf.TensorInfo;
  readonly into: tf.TensorInfo;
}

function copied(backend: WasmBackend, { sum, into }: Target): tf.TensorInfo {
  const [source, target] = [sum, into].map((x) => floats(backend, offsetOf(backend, x), sizeOf(x.shape)));
  target!.set(source!);
  return into;
}

function added(backend: WasmBackend, { sum, into }: Target): tf.TensorInfo {
  const both = runKernel("Add", { inputs: { a: into, b: sum }, backend });
  return freeing(backend, both, () => copied(backend, { sum: both, into }));
}

/** The last two axes swapped; the caller frees it. A vector's memory is shared, not moved. */
function transposed(backend: WasmBackend, x: tf.TensorInfo): tf.TensorInfo {
  if (x.shape.at(-1) === 1 || x.shape.at(-2) === 1) {
    return runKernel("Reshape", { inputs: { x }, attrs: { shape: swapped(x.shape) }, backend });
  }
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return runKernel("Transpose", { inputs: { x }, attrs: { perm }, backend });
}

function swapped(shape: readonly number[]): number[] {
  return [...shape.slice(0, -2), ...shape.slice(-2).reverse()];
}

/** Nanoseconds of transposing the operands and multiplying through XNNPACK. */
function routeCost({ a, b, transposeA, transposeB }: ProductCall): number {
  const plan = planProduct([
    transposeA ? swapped(a.shape) : a.shape,
    transposeB ? swapped(b.shape) : b.shape,
  ], UNTRANSPOSED);
  const { m, n, k, offsetsA } = plan;
  const each = PER_CALL + PER_PACKED_VALUE * k * n + PER_FAST_MULTIPLY * m * k * Math.ceil(n / TILE) * TILE;
  return each * offsetsA.length + (transposeA ? moveCost(a.shape) : 0) +
    (transposeB ? moveCost(b.shape) : 0) +
    (plan.transposeB ? PER_TRANSPOSED_VALUE * n * k : 0);
}

/** Nanoseconds of transposing; vectors are not moved. */
function moveCost(shape: readonly number[]): number {
  return shape.at(-1) === 1 || shape.at(-2) === 1 ? 0 : PER_TRANSPOSED_VALUE * sizeOf(shape);
}

function loopCost({ m, n, k, offsetsA }: ProductPlan): number {
  return PER_LOOP_CALL + PER_LOOP_MULTIPLY * m * n * k * offsetsA.length;
}
