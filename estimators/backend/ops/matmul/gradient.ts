/**
 * The gradient of batched products whose leading axes broadcast.
 *
 * tfjs's own has the broadcast operand's gradient in the broadcast shape, and its tape refuses it.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Registers the gradient for all backends; idempotent. */
export function registerMatMulGradient(): void {
  tf.registerGradient({
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b], attrs) => {
      const flags = attrs as { transposeA?: boolean; transposeB?: boolean };
      const operands = { a: a!, b: b!, dy: dy as tf.Tensor };
      const [turnA, turnB] = [flags.transposeA ?? false, flags.transposeB ?? false];
      return { a: () => byA(operands, { turnA, turnB }), b: () => byB(operands, { turnA, turnB }) };
    },
  });
}

interface Operands {
  readonly a: tf.Tensor;
  readonly b: tf.Tensor;
  readonly dy: tf.Tensor;
}

interface Turns {
  readonly turnA: boolean;
  readonly turnB: boolean;
}

/** dy · op(b)ᵀ, or its transpose. */
function byA({ a, b, dy }: Operands, { turnA, turnB }: Turns): tf.Tensor {
  if (!turnA) return reduced(product(dy, b, { turnB: !turnB }), a.shape);
  return reduced(product(b, dy, { turnA: turnB, turnB: true }), a.shape);
}

/** op(a)ᵀ · dy, or its transpose. */
function byB({ a, b, dy }: Operands, { turnA, turnB }: Turns): tf.Tensor {
  // One matrix for all: its gradient is one product over all rows, not a sum of products.
  const shared = b.shape.slice(0, -2).every((extent) => extent === 1);
  if (shared && !turnA && a.rank > 2 && a.rank >= b.rank) {
    const [rowsOfA, rowsOfDy] = [a, dy].map((x) => tf.reshape(x, [-1, x.shape.at(-1) ?? 1]));
    const gradient = turnB
      ? product(rowsOfDy!, rowsOfA!, { turnA: true })
      : product(rowsOfA!, rowsOfDy!, { turnA: true });
    return tf.reshape(gradient, b.shape);
  }
  if (!turnB) return reduced(product(a, dy, { turnA: !turnA }), b.shape);
  return reduced(product(dy, a, { turnA: true, turnB: turnA }), b.shape);
}

function product(a: tf.Tensor, b: tf.Tensor, { turnA = false, turnB = false }: Partial<Turns>): tf.Tensor {
  return tf.matMul(a, b, turnA, turnB);
}

/** Summed over the leading axes that `shape` does not have. */
function reduced(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const extra = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((extent, axis) => {
    const own = axis < extra ? undefined : shape[axis - extra];
    return own === undefined || (own === 1 && extent !== 1) ? [axis] : [];
  });
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), [...shape]);
}
