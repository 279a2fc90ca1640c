import assert from "node:assert/strict";
import { getEstimator, key, useBackend } from "../estimators/mod.ts";
import { digits, digits32 } from "./datasets/mod.ts";
import { modelSpec, modelText } from "./model_spec.ts";
import { isModel, modelNames, zooEntry } from "./zoo.ts";

Deno.test("a text is a name and settings, in one order, and back", () => {
  assert.deepEqual(modelSpec("vae1"), { name: "vae1", options: {} });
  const { name, options } = modelSpec("transformer@tokens=4@log-sigma=-3.50");
  assert.deepEqual([name, options], ["transformer", { "log-sigma": -3.5, "tokens": 4 }]);
  assert.equal(
    modelText({ name, options: { tokens: 4, "log-sigma": -3.5 } }),
    "transformer@log-sigma=-3.5@tokens=4",
  );
  assert.equal(modelText(modelSpec("mlp")), "mlp");
});

Deno.test("what is no model with settings is refused", () => {
  for (
    const text of ["mlp@", "mlp@log-sigma", "mlp@log-sigma=", "mlp@log-sigma=x", "mlp@=3", "mlp@log-sigma= 3"]
  ) {
    assert.throws(() => modelSpec(text), /^RangeError: model ".*": wanted NAME or NAME@SETTING=NUMBER/, text);
  }
  assert.throws(() => modelSpec("mlp@log-sigma=-3@log-sigma=-4"), /log-sigma is given twice/);
  assert.throws(
    () => zooEntry("mlp@log-sigma=1"),
    /model mlp: log-sigma is 1; wanted a number from -20 to 0/,
  );
  assert.throws(() => zooEntry("mlp@toString=1"), /unknown setting|wanted NAME/);
  assert.throws(
    () => zooEntry("transformer@tokens=100"),
    /model transformer: tokens is 100; wanted 1, 4, 9, 16, 25, 36, 49, 64: a square number of positions/,
  );
  assert.throws(() => zooEntry("vae3@log-sigma=-3"), /vae3: unknown setting "log-sigma" \(it has none\)/);
  assert.throws(
    () => zooEntry("mlp-smal@log-sigma=-3"),
    /unknown model "mlp-smal"; did you mean mlp-small\?/,
  );
  assert.ok(isModel("mlp@log-sigma=-3") && isModel("mlp") && !isModel("fixed-scales"));
});

for (const name of ["mlp-small", "cnn-small", "transformer"]) {
  Deno.test(`${name}: log-sigma is where the weights start, and nothing else`, async () => {
    await useBackend("wasm", { blas: "off" });
    const dataset = zooEntry(name).placement === undefined ? digits() : digits32();
    const [usual, wide] = [name, `${name}@log-sigma=-2.5`].map((text) =>
      zooEntry(text).build(dataset, key(0)).model
    );
    for (const [parameter, variable] of usual!.parameters) {
      const [own, other] = [variable, wide!.parameters.get(parameter)!].map((each) => each.dataSync());
      if (parameter.endsWith("/logScale")) assert.ok(other!.every((value) => value === -2.5), parameter);
      else assert.deepEqual(other, own, parameter);
    }
    assert.equal(wide!.options["initialLogScale"], -2.5);
    const entry = zooEntry(`${name}@log-sigma=-2.5`);
    assert.deepEqual([entry.name, entry.options], [name, { "log-sigma": -2.5 }]);
    assert.equal(entry.placement, zooEntry(name).placement);
    usual!.dispose();
    wide!.dispose();
  });
}

Deno.test("tokens are those that are asked for", async () => {
  await useBackend("cpu");
  const { model } = zooEntry({ name: "transformer", options: { tokens: 49 } }).build(digits(), key(0));
  assert.equal(model.options["tokens"], 49);
  model.dispose();
  assert.throws(
    () => zooEntry("transformer@tokens=9").build(digits(), key(0)),
    /square images that 3 × 3 patches cover; digits has 28 × 28: use another number of tokens/,
  );
});

Deno.test("estimators by default are estimators", () => {
  for (const name of modelNames()) zooEntry(name).estimators.forEach(getEstimator);
});
