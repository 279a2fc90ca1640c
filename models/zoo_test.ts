import assert from "node:assert/strict";
import { key, useBackend } from "../estimators/mod.ts";
import { digits, digits32 } from "./datasets/mod.ts";
import { modelNames, registerModel, zooEntry } from "./zoo.ts";
import { DatasetMismatch, type ModelEntry } from "./zoo_entry.ts";

Deno.test("a convolutional network refuses images that it does not take, before it allocates anything", () => {
  for (const name of ["cnn", "cnn-small"]) {
    assert.throws(
      () => zooEntry(name).build(digits(), key(0)),
      (error: unknown) =>
        error instanceof DatasetMismatch &&
        /digits has 28 × 28 of 1: use --data digits32/.test(error.message),
    );
  }
});

Deno.test("an unknown model is answered with the models that there are, and the nearest", () => {
  assert.ok(modelNames().includes("cnn"));
  assert.throws(
    () => zooEntry("vea3"),
    /unknown model "vea3"; did you mean vae3\? \(registered: mlp, mlp-small/,
  );
  for (const name of ["constructor", "__proto__"]) {
    assert.throws(() => zooEntry(name), /^RangeError: unknown model/);
  }
});

Deno.test("a registered model is built by its name, which is then taken", () => {
  const entry: ModelEntry = { ...zooEntry("mlp-small"), name: "mlp-of-mine", estimators: ["rt"] };
  registerModel(entry);
  assert.equal(zooEntry("mlp-of-mine"), entry);
  assert.equal(modelNames().at(-1), "mlp-of-mine");
  for (const name of ["mlp-of-mine", "cnn"]) {
    assert.throws(() => registerModel({ ...entry, name }), /is registered already/);
  }
});

// One of every entry function; the full VGG-11 takes seconds to build.
for (const name of ["mlp-small", "cnn-small", "vae1", "bayes-last-layer"]) {
  Deno.test(`${name} is of the kind that its entry says`, async () => {
    await useBackend("cpu");
    const entry = zooEntry(name);
    const built = entry.build(entry.placement === undefined ? digits() : digits32(), key(0));
    assert.equal(built.kind, entry.kind);
    built.model.dispose();
  });
}
