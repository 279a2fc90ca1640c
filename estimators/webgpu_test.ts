// Values, ε* and gradients on webgpu are those of cpu, at every kind of site. Nothing is read at once.
import assert from "node:assert/strict";
import { useBackend } from "./backend/mod.ts";
import { gradients } from "./gradients.ts";
import { getEstimator } from "./registry.ts";
import { normal } from "./random/tensors.ts";
import { assertBlockClose } from "./testing/gradients_of.ts";
import { objectiveOf, seed } from "./testing/site_checks.ts";
import { quadraticLoss } from "./testing/quadratic.ts";
import { type SiteCase, siteCases } from "./testing/sites.ts";
import { testOnWebgpu } from "./testing/backends.ts";

/** Over several positions r2g2 orders pivots that tie by rounding: there the published way is compared. */
const namesAt = ({ name, rows }: SiteCase): string[] =>
  name.startsWith("latent")
    ? ["r2g2", "score"]
    : rows > 1
    ? ["r2g2-sampled", "rt-per-example"]
    : ["r2g2", "flipout"];

/** Gradients on the active backend for the same noise everywhere. */
async function gradientsHere(estimator: string, at: SiteCase): Promise<Record<string, Float32Array>> {
  const [site, own] = [at.make(), getEstimator(estimator)];
  const noise = normal(seed, own.noiseShape(site, at.batch));
  const { value, blocks } = gradients(own, site, noise, { loss: quadraticLoss(objectiveOf(at)) });
  const read = Object.entries({ value, ...blocks }).map(async ([name, tensor]) =>
    [name, await tensor.data() as Float32Array] as const
  );
  return Object.fromEntries(await Promise.all(read));
}

for (const at of siteCases) {
  await testOnWebgpu(`gradients of ${namesAt(at).join(" and ")} are cpu's: ${at.name}`, async () => {
    for (const name of namesAt(at)) {
      await useBackend("cpu");
      const wanted = await gradientsHere(name, at);
      await useBackend("webgpu");
      const got = await gradientsHere(name, at);
      assert.deepEqual(Object.keys(got), Object.keys(wanted));
      for (const [block, values] of Object.entries(wanted)) assertBlockClose(got[block]!, values, 5e-4);
    }
  });
}
