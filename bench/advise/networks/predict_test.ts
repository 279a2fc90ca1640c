import assert from "node:assert/strict";
import type { Network } from "./types.ts";
import { NETWORKS, predictNetwork } from "./predict.ts";

/** Weights and multiplications of a network, as its paper counts them. */
function totals({ layers }: Network): { weights: number; products: number } {
  const sum = (of: (layer: Network["layers"][number]) => number) =>
    layers.reduce((total, layer) => total + (layer.count ?? 1) * of(layer), 0);
  return {
    weights: sum(({ inputs, units }) => inputs * units),
    products: sum(({ positions, inputs, units }) => positions * inputs * units),
  };
}

for (
  const [name, weights, products] of [
    // Published: 138 M, 25.6 M and 86.6 M parameters with biases, norms and embeddings; 15.5, 4.1 and 17.5 GMAC.
    ["vgg16", 138.3e6, 15.47e9],
    ["resnet50", 25.45e6, 4.09e9],
    ["vit-b16", 86.4e6, 16.9e9],
  ] as const
) {
  Deno.test(`${name}: its layers have the weights and the products of its paper`, () => {
    const found = totals(NETWORKS.find((network) => network.name === name)!);
    assert.ok(Math.abs(found.weights / weights - 1) < 0.01, `${found.weights} weights`);
    assert.ok(Math.abs(found.products / products - 1) < 0.02, `${found.products} products`);
  });
}

Deno.test("early layers gain nothing, late ones much, dense ones have LRT; the minibatch decides memory", () => {
  const resnet = NETWORKS.find(({ name }) => name === "resnet50")!;
  const layers = predictNetwork(resnet, { batch: 80 });
  const layer = (name: string) => layers.find((each) => each.name === name)!;
  assert.deepEqual([layer("conv1, 7 × 7").reduction, layer("conv1, 7 × 7").use], [1, "rt"]);
  assert.match(String(layer("conv1, 7 × 7").supported), /12544 positions/);
  const late = layer("conv5, 3 × 3");
  assert.equal(late.reduction, 4608 / 49);
  assert.equal(late.bytes, 4 * 80 * 512 * 49 * 50 / 2);
  assert.ok(late.supported === true && late.share > 0.9 && late.share < 1);
  assert.deepEqual([layer("fc").use, layer("fc").bytes], ["lrt", 0]);
  assert.equal(
    predictNetwork(resnet, { batch: 8 }).find(({ name }) => name === late.name)!.bytes,
    late.bytes / 10,
  );
});
