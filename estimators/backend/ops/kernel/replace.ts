/**
 * Kernels that take the place of tfjs's own, under tfjs's names, with tfjs's operands and attributes.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Call, FlopCounter, Kernel } from "./kernel.ts";

/** A kernel in the place of one of tfjs's. */
export interface Replacement {
  /** tfjs's name. */
  readonly name: string;
  /** Whether it calls the compiled module, which needs SIMD. @default false */
  readonly compiled?: boolean;
  /** Whether it takes a call; tfjs's own kernel answers the others. @default all */
  takes?(call: Call): boolean;
  /** Computes the result; what it allocates beside that it frees. */
  run(call: Call): tf.TensorInfo;
  /** Operations of one call, by the convention of `backend/flops.ts`. */
  readonly flops: FlopCounter;
}

/** Makes a kernel of it. It takes effect where `ops/kernels.ts` lists its file. */
export function replaceKernel({ name, compiled = false, takes, run, flops }: Replacement): Kernel {
  return {
    name,
    compiled,
    stepArguments: [],
    flops,
    run: (call) =>
      takes === undefined || takes(call) || call.stock === undefined ? run(call) : runStock(call),
  };
}

function runStock({ stock, inputs, attrs, backend }: Call): tf.TensorInfo {
  return stock!.kernelFunc({
    inputs: inputs as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend,
  }) as tf.TensorInfo;
}
