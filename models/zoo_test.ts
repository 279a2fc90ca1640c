import assert from "node:assert/strict";
import { key } from "../estimators/mod.ts";
import { digits } from "./datasets/mod.ts";
import { DatasetMismatch, modelNames, zooEntry } from "./zoo.ts";

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

Deno.test("an unknown model is answered with the models that there are", () => {
  assert.ok(modelNames.includes("cnn"));
  for (const name of ["constructor", "__proto__"]) assert.throws(() => zooEntry(name), /unknown model/);
  assert.throws(() => zooEntry("vgg"), /unknown model "vgg" \(models: mlp, mlp-small, cnn, cnn-small, vae1/);
});
