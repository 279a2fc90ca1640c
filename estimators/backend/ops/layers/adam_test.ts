import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key, normals } from "../../../random/mod.ts";
import { close, on, SETUPS } from "../testing.ts";
import { adamUpdate } from "./adam.ts";

for (const setup of SETUPS) {
  Deno.test(`adamUpdate is the published algorithm, ${setup.label}`, () =>
    on(setup, () => {
      const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const start = normals(key(1), 37);
      const initial = tf.tensor(start);
      const variable = tf.variable(initial); // shares the memory of `initial`
      const [m, v] = tf.tidy(() => [tf.variable(tf.zeros([37])), tf.variable(tf.zeros([37]))]) as [
        tf.Variable,
        tf.Variable,
      ];
      const [p, em, ev] = [Float64Array.from(start), new Float64Array(37), new Float64Array(37)];
      for (let step = 1; step <= 4; step++) {
        const g = normals(key(step + 1), 37);
        const gradient = tf.tensor(g);
        adamUpdate(variable, gradient, m, v, { ...options, step });
        gradient.dispose();
        for (let i = 0; i < 37; i++) {
          em[i] = 0.9 * em[i]! + 0.1 * g[i]!;
          ev[i] = 0.999 * ev[i]! + 0.001 * g[i]! ** 2;
          p[i]! -= 0.01 * em[i]! / (1 - 0.9 ** step) / (Math.sqrt(ev[i]! / (1 - 0.999 ** step)) + 1e-8);
        }
      }
      close(variable.dataSync(), [...p], "variable");
      close(m.dataSync(), [...em], "m");
      close(v.dataSync(), [...ev], "v");
      assert.deepEqual(initial.dataSync(), start, "a tensor that shared the memory was changed");
      tf.dispose([initial, variable, m, v]);
    }));
}
