import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { normals } from "../../streams/streams.ts";
import { on, type OperationCase, rowSums, SETUPS, testOperations } from "../testing.ts";
import { bernoulliLogLikelihood } from "./bernoulli.ts";

testOperations([[3, 5], [2, 16], [1, 131], [4, 1], [700]].map((shape): OperationCase => ({
  name: `bernoulliLogLikelihood [${shape}]`,
  shapes: { logits: shape, targets: shape },
  apply: ({ logits, targets }) => bernoulliLogLikelihood(logits!, targets!),
  exact: ({ logits, targets }) =>
    rowSums(shape, (i) => targets![i]! * logits![i]! - Math.log1p(Math.exp(logits![i]!))),
})));

for (const setup of SETUPS) {
  Deno.test(`targets that are data: the same bits, ${setup.label}`, () =>
    on(setup, () =>
      tf.tidy(() => {
        const shape = [3, 263];
        const [logits, uniform] = [0, 1].map((k0) => tf.tensor(normals({ k0, k1: 0 }, 3 * 263), shape));
        const [targets, dy] = [tf.sigmoid(uniform!), tf.tensor1d([-1, 0.5, 2])];
        const [once, twice] = [true, false].map((data) =>
          tf.valueAndGrad((x) => bernoulliLogLikelihood(x, targets, { data }))(logits!, dy)
        );
        assert.deepEqual(once!.value.dataSync(), twice!.value.dataSync());
        assert.deepEqual(once!.grad.dataSync(), twice!.grad.dataSync());
        const plain = bernoulliLogLikelihood(logits!, targets, { data: true });
        assert.deepEqual(plain.dataSync(), twice!.value.dataSync(), "without a tape");
      })));
}
