/**
 * Gradients of the kernels that are nodes of the tape.
 *
 * tfjs evaluates only those entries of a returned map that lie on a path to what is differentiated; what
 * several of them share is computed before, once.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Activation } from "../wasm/load.ts";

/** Runs a kernel of the active backend by name, on tensors. */
export function run(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: Readonly<Record<string, unknown>> = {},
): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs as unknown as tf.NamedAttrMap);
}

/** Runs a kernel with one result. */
export function runOne(...call: Parameters<typeof run>): tf.Tensor {
  const result = run(...call);
  return Array.isArray(result) ? result[0]! : result;
}

/** Runs a kernel with several results. */
function runMany(...call: Parameters<typeof run>): tf.Tensor[] {
  const result = run(...call);
  return Array.isArray(result) ? result : [result];
}

function product(
  a: tf.Tensor,
  b: tf.Tensor,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean },
): tf.Tensor {
  return tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB);
}

/** tfjs's own gradients of functions, as tfjs has them. */
const stock = new Map<string, tf.GradConfig>();

/** Tells tfjs the gradients. Idempotent. */
export function registerGradients(): void {
  for (const config of configs) tf.registerGradient(config);
  for (const [kernelName, [gradient, other]] of Object.entries(functions)) {
    const original = stock.get(kernelName) ?? tf.getGradient(kernelName);
    stock.set(kernelName, original);
    tf.registerGradient({
      ...original,
      gradFunc(dys, saved, attrs) {
        const dy = one(dys);
        // The gradient holds for every backend, the kernel does not.
        if (tf.getKernel(gradient, tf.getBackend()) === undefined) {
          return original.gradFunc(dys, saved, attrs);
        }
        return { x: () => runOne(gradient, { dy, [other]: saved[0]! }) };
      },
    });
  }
}

/** Takes the gradients out again. */
export function restoreGradients(): void {
  for (const { kernelName } of configs) {
    if (tf.getGradient(kernelName) !== undefined) tf.unregisterGradient(kernelName);
  }
  for (const original of stock.values()) tf.registerGradient(original);
  stock.clear();
}

/** Functions whose gradient is one kernel, of dy and of what tfjs saves: the result or the argument. */
const functions = {
  Tanh: ["R2g2TanhGradient", "y"],
  Softplus: ["R2g2SoftplusGradient", "x"],
  Relu: ["R2g2ReluGradient", "x"],
} as const;

const one = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => Array.isArray(dy) ? dy[0]! : dy;

/** A gradient summed over rows where the parameter was one row for all. */
function like(parameter: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
  return parameter.rank === gradient.rank ? tf.clone(gradient) : runOne("R2g2ColumnSums", { x: gradient });
}

const configs: tf.GradConfig[] = [
  {
    kernelName: "R2g2BernoulliLogLikelihood",
    inputsToSave: ["logits", "targets"],
    gradFunc(dys, saved) {
      const dy = one(dys);
      const [logits, targets] = saved as [tf.Tensor, tf.Tensor];
      return {
        logits: () => runOne("R2g2BernoulliGradient", { dy, logits, targets }),
        targets: () => tf.mul(tf.expandDims(dy, -1), logits),
      };
    },
  },
  {
    kernelName: "R2g2Kl",
    inputsToSave: ["mean", "logScale"],
    gradFunc(dys, saved, attrs) {
      const [mean, logScale] = saved as [tf.Tensor, tf.Tensor];
      const both = runMany("R2g2KlGradient", { dy: one(dys), mean, logScale }, { ...attrs });
      return { mean: () => tf.clone(both[0]!), logScale: () => tf.clone(both[1]!) };
    },
  },
  {
    kernelName: "R2g2GaussianLogDensity",
    inputsToSave: ["value", "mean", "logScale"],
    gradFunc(dys, saved) {
      const [value, mean, logScale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [dMean, dLogScale] = runMany("R2g2GaussianGradient", { dy: one(dys), value, mean, logScale });
      return {
        value: () => tf.neg(dMean!),
        mean: () => like(mean, dMean!),
        logScale: () => like(logScale, dLogScale!),
      };
    },
  },
  {
    kernelName: "R2g2StandardLogDensity",
    inputsToSave: ["value"],
    gradFunc: (dys, saved) => ({ value: () => tf.neg(tf.mul(tf.expandDims(one(dys), -1), saved[0]!)) }),
  },
  {
    kernelName: "R2g2Dense",
    inputsToSave: ["x", "w"],
    outputsToSave: [true],
    gradFunc(dys, saved, attrs) {
      const dy = one(dys);
      const [x, w, y] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const activation = (attrs as unknown as { activation: Activation }).activation;
      const [dBias, dz = dy] = runMany("R2g2ActivationGradient", { dy, y }, { activation });
      return {
        x: () => product(dz, w, { transposeB: true }),
        w: () => product(x, dz, { transposeA: true }),
        b: () => tf.clone(dBias!),
      };
    },
  },
  {
    kernelName: "R2g2NoiseProduct",
    inputsToSave: ["x", "scale"],
    gradFunc(dys, saved, attrs) {
      const dy = one(dys);
      const [x, scale] = saved as [tf.Tensor, tf.Tensor];
      // The noise is made anew here, once for both gradients. tfjs asks for x first, if at all: where it does
      // not, x is data, and where x is zero no noise is needed. d scale is allocated out here to outlive the
      // call that fills it.
      const dScale = tf.zerosLike(scale);
      const inputs = { dy, x, scale, dScale };
      let filled = false;
      return {
        x() {
          filled = true;
          return runOne("R2g2NoiseProductGradient", inputs, { ...attrs, scaleOnly: false });
        },
        scale() {
          if (!filled) run("R2g2NoiseProductGradient", inputs, { ...attrs, scaleOnly: true });
          return tf.clone(dScale);
        },
      };
    },
  },
];
