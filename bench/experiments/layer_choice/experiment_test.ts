import assert from "node:assert/strict";
import type { BenchRecord } from "../../store/mod.ts";
import { layerChoiceExperiment, type LayerChoiceSettings } from "./experiment.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: LayerChoiceSettings = {
  models: ["mlp-small", "vae2"],
  baseline: "rt",
  treatment: "r2g2",
  steps: 1,
  pairs: 2,
  rounds: 2,
  batchSize: 8,
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(layerChoiceExperiment, SETTINGS);
});

function placed(model: string, placement: string): BenchRecord {
  return records.find((record) => record.model === model && record.options["placement"] === placement)!;
}

function variance(placement: string, layer: string): number {
  return mean(valuesOf(placed("mlp-small", placement), { name: "variance", layer, block: "scale" }));
}

const LAYERS = ["dense1", "dense2", "dense3"];
const TREATED: Readonly<Record<string, readonly string[]>> = {
  none: [],
  bottom: ["dense1"],
  middle: ["dense2"],
  top: ["dense3"],
  all: LAYERS,
};

for (const [placement, treated] of Object.entries(TREATED)) {
  Deno.test(`${placement}: exactly the treated layers' scale gradients vary less`, () => {
    for (const layer of LAYERS) {
      const share = variance(placement, layer) / variance("none", layer);
      if (treated.includes(layer)) assert.ok(share < 0.5, `${layer}: ${share}`);
      else assert.ok(share > 0.5 && share < 2, `${layer}: ${share}`);
    }
  });
}

Deno.test("a model with one treated layer skips the choices that it does not have", () => {
  for (const placement of ["bottom", "middle", "top"]) {
    const { status, reason } = placed("vae2", placement);
    assert.deepEqual([status, reason], [
      "skipped",
      "vae2 has one treated layer, latent1: see placement all",
    ]);
  }
  assert.deepEqual(["none", "all"].map((placement) => placed("vae2", placement).status), ["done", "done"]);
});

Deno.test("more outputs than latents: all is none, to the bit of the mean's variance", () => {
  const of = (placement: string) => valuesOf(placed("vae2", placement), { name: "variance", block: "mean" });
  assert.deepEqual(of("all"), of("none"));
});

Deno.test("every placement has its time and its operations; treating more layers does more work", () => {
  const flops = (placement: string) => valuesOf(placed("mlp-small", placement), { name: "flops" })[0]!;
  assert.ok(flops("none") < flops("top") && flops("top") < flops("all"));
  for (const placement of Object.keys(TREATED)) {
    const times = valuesOf(placed("mlp-small", placement), { name: "gradient-time" });
    assert.equal(times.length, SETTINGS.rounds);
    assert.ok(times.every((time) => time > 0));
  }
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, models: ["vae2"] };
  const [again, other] = [
    await runExperiment(layerChoiceExperiment, small),
    await runExperiment(layerChoiceExperiment, small, { seed: 1 }),
  ];
  const first = withoutTimings(records.filter(({ model }) => model === "vae2"));
  assert.deepEqual(withoutTimings(again), first);
  assert.notDeepEqual(other[0]!.metrics, again[0]!.metrics);
});
