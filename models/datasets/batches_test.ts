import assert from "node:assert/strict";
import { key } from "../../estimators/random/mod.ts";
import { minibatches } from "./batches.ts";

const options = { batchSize: 4, key: key(5) };

Deno.test("a step's batch is a function of key and step", () => {
  const forwards = minibatches(30, options);
  const all = Array.from({ length: 21 }, (_, step) => forwards.at(step));
  for (const step of [20, 0, 7, 13]) assert.deepEqual(minibatches(30, options).at(step), all[step]);
  assert.notDeepEqual(minibatches(30, { batchSize: 4, key: key(6) }).at(0), all[0]);
});

Deno.test("within an epoch no example occurs twice; epochs differ", () => {
  const batches = minibatches(30, options);
  assert.equal(batches.perEpoch, 7);
  const epochs = [0, 1].map((epoch) =>
    Array.from({ length: 7 }, (_, batch) => [...batches.at(7 * epoch + batch)]).flat()
  );
  for (const epoch of epochs) {
    assert.equal(new Set(epoch).size, 28);
    assert.ok(epoch.every((index) => index >= 0 && index < 30));
  }
  assert.notDeepEqual(epochs[0], epochs[1]);
});

Deno.test("over the epochs every example is seen, the left over ones too", () => {
  const batches = minibatches(30, options);
  const seen = new Set(Array.from({ length: 42 }, (_, step) => [...batches.at(step)]).flat());
  assert.equal(seen.size, 30);
});

Deno.test("a caller may write into its batch", () => {
  const batches = minibatches(30, options);
  const first = batches.at(0);
  const copy = first.slice();
  first.fill(0);
  assert.deepEqual(batches.at(0), copy);
});

Deno.test("sizes and steps that do not fit are refused", () => {
  for (const batchSize of [0, -1, 2.5, NaN, 31]) {
    assert.throws(() => minibatches(30, { batchSize, key: key(0) }), /batch size is .* from 1 to the 30/);
  }
  for (const step of [-1, 0.5, NaN]) assert.throws(() => minibatches(30, options).at(step), /step is/);
});
