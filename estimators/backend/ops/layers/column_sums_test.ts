import * as tf from "@tensorflow/tfjs";
import { assertClose, testOnBackends, uniforms } from "../../testing.ts";
import { addBias } from "./column_sums.ts";

testOnBackends("a bias reaches every row, its gradient is the sum of the rows'", {
  body() {
    const [x, bias, dy] = [random([2, 3, 5], 6), random([5], 7), random([2, 3, 5], 8)];
    const run = (add: typeof addBias) =>
      tf.tidy(() => {
        const { value, grads } = tf.valueAndGrads((x, b) => add(x!, b!) as tf.Scalar)(
          [x, bias],
          dy as tf.Scalar,
        );
        return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
      });
    const expected = run((x, b) => tf.add(x, b));
    run(addBias).forEach((values, i) =>
      assertClose([values, expected[i]!], { tolerance: 1e-6, what: `${i}` })
    );
    tf.dispose([x, bias, dy]);
  },
});

function random(shape: number[], seed: number): tf.Tensor {
  return tf.tensor(uniforms(shape.reduce((size, extent) => size * extent, 1), seed), shape as [number]);
}
