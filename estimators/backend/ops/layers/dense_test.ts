import type * as tf from "@tensorflow/tfjs";
import type { Activation } from "../../wasm/functions.ts";
import { type OperationCase, testOperations } from "../testing.ts";
import { denseBiasActivation } from "./dense.ts";

testOperations(
  (["linear", "tanh", "relu"] as const).flatMap((activation) => [
    denseCase(activation, [3, 4, 5]),
    denseCase(activation, [1, 2, 16]),
    denseCase(activation, [260, 3, 6]),
  ]),
);

function denseCase(activation: Activation, [rows, n, cols]: [number, number, number]): OperationCase {
  const act = { linear: (z: number) => z, tanh: Math.tanh, relu: (z: number) => Math.max(z, 0) }[activation];
  return {
    name: `denseBiasActivation ${activation} [${rows}, ${n}, ${cols}]`,
    shapes: { x: [rows, n], w: [n, cols], b: [cols] },
    apply: ({ x, w, b }) => denseBiasActivation(x as tf.Tensor2D, w as tf.Tensor2D, b!, activation),
    exact: ({ x, w, b }) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const [row, o] = [Math.floor(i / cols), i % cols];
        let z = b![o]!;
        for (let k = 0; k < n; k++) z += x![row * n + k]! * w![k * cols + o]!;
        return act(z);
      }),
  };
}
