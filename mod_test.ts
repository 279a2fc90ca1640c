import assert from "node:assert/strict";
import * as api from "./mod.ts";

Deno.test("the public surface is the stable names and nothing else", () => {
  assert.deepEqual(Object.keys(api).sort(), [
    "BackendError",
    "BayesConv2D",
    "BayesDense",
    "GaussianLinear",
    "bayesConv2d",
    "bayesDense",
    "compareGradients",
    "conditionalNoise",
    "denseMap",
    "denseMapFromKernel",
    "diagonal",
    "foldIn",
    "full",
    "gaussianLinear",
    "getEstimator",
    "gradientSamples",
    "gradients",
    "key",
    "lowRank",
    "normal",
    "preactivations",
    "registerDataset",
    "registerEstimator",
    "registerExperiment",
    "registerModel",
    "split",
    "toBayesian",
    "unbiasednessTest",
    "useBackend",
  ]);
});
