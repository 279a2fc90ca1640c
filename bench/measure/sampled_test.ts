import assert from "node:assert/strict";
import { getEstimator, key, planOf } from "../../estimators/mod.ts";
import { getSampled, innerName, sampledOptions } from "./sampled.ts";

const names: [name: string, inner: string, passes: number][] = [
  ["rt", "rt", 1],
  ["rt-per-example", "rt-per-example", 1],
  ["rt-antithetic", "rt", 2],
  ["r2g2-cg-antithetic", "r2g2-cg", 2],
  ["rt*4", "rt", 4],
  ["rt-antithetic*3", "rt", 6],
  ["rt*3-antithetic", "rt", 6],
];
for (const [name, inner, passes] of names) {
  Deno.test(`${name}: ${passes} passes of ${inner}`, () => {
    const sampled = getSampled(name);
    assert.equal(sampled.name, name);
    assert.equal(planOf(sampled).passes(key(0)).length, passes);
    assert.equal(innerName(name), inner);
    const { draws, ...options } = sampledOptions(name);
    assert.deepEqual(options, getEstimator(inner).options);
    assert.equal(draws, passes === 1 ? undefined : passes);
  });
}

for (const name of ["antithetic", "rt*0", "rt*", "rt-x4", "rt-anithetic", "nothing-antithetic"]) {
  Deno.test(`${name} is refused`, () => assert.throws(() => getSampled(name), RangeError));
}
