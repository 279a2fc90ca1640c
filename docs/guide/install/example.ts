/**
 * What a user writes: R2-G2's gradients on two backends, and their means. The same file runs in Deno and in Node.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { denseMap, diagonal, getEstimator, gradientSamples, key, normal, useBackend } from "@r2g2/bench";
import { interleave } from "@r2g2/bench/bench";
import { estimatorNames } from "@r2g2/bench/estimators";
import { digits } from "@r2g2/bench/models";
import { type Interval, studentInterval } from "@r2g2/bench/stats";

const found: Record<string, unknown> = { estimators: estimatorNames(), digit: digits().train.labels([3])[0] };
for (const backend of ["cpu", "wasm"] as const) {
  const { name, blas } = await useBackend(backend, { blas: "off" });
  const site = { map: denseMap(normal(key(1), [3, 8])), family: diagonal(tf.zeros([4, 8]), tf.ones([4, 8])) };
  const options = { loss: (z: tf.Tensor) => tf.sum(tf.square(z), -1), count: 40 };
  const values: number[] = [];
  for (const { value, blocks } of gradientSamples(getEstimator("r2g2"), site, key(0), options)) {
    values.push(blocks["scale"]!.dataSync()[0]!);
    tf.dispose([value, ...Object.values(blocks)]);
  }
  const interval: Interval = studentInterval(values);
  found[name] = { mean: interval.value, blas: blas.used };
}
const [times] = await interleave([{ name: "nothing", run: () => Promise.resolve() }], { rounds: 3 });
found["times"] = times!.length;
// deno-lint-ignore no-console
console.log(JSON.stringify(found));
