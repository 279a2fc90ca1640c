/**
 * What every estimator must do, as named checks over every family and map that it supports.
 *
 * A new estimator gets all of them by one line in the registry; a check that does not apply says why. Each
 * family of hypotheses (one estimator, one site) has an error rate of 1e-4: all checks of all built-in
 * estimators raise a false alarm with a probability below 2 %, and the keys are fixed, so the outcome never changes.
 * @module
 */
import assert from "node:assert/strict";
import type { Estimator, GaussianSite } from "./types.ts";
import { foldIn } from "./random/mod.ts";
import { batchMeans, sharesOneDraw } from "./testing/batch_means.ts";
import { expectedGradients } from "./testing/closed_form.ts";
import { testLaw } from "./testing/law.ts";
import { quadraticLoss } from "./testing/quadratic.ts";
import {
  checkErrors,
  checkForward,
  checkGivenNoise,
  checkKeys,
  checkLeaks,
  checkShapes,
  objectiveOf,
  seed,
  type SiteCheck,
} from "./testing/site_checks.ts";
import { disposeSite, type SiteCase, siteCases } from "./testing/sites.ts";
import { type Rejection, testMeans } from "./testing/statistics.ts";

/** One property of one estimator, mostly at one site. */
export interface Check {
  /** Site and property, unique within an estimator. */
  readonly name: string;
  /** Why the check does not apply; absent where it does. */
  readonly skip?: string;
  /** Throws where the property does not hold. Runs on the active backend. */
  run(): void;
}

/**
 * The checks of an estimator.
 *
 * @example
 * ```ts
 * import { conformance } from "./conformance.ts";
 * import { getEstimator } from "./registry.ts";
 * const checks = conformance(getEstimator("lrt"));
 * console.assert(checks.some(({ skip }) => skip?.includes("a layer's weights")));
 * ```
 */
export function conformance(estimator: Estimator): Check[] {
  const bySite = siteCases.flatMap((site) => siteChecks(estimator, site));
  return [...bySite, biasCheck(estimator)];
}

/** Independent batches of draws, an odd number. */
const batches = 33;

const perSite: Readonly<Record<string, SiteCheck>> = {
  "same key, same gradient to the bit; another key, another": checkKeys,
  "shapes are what the contract says, values are finite": checkShapes,
  "given noise decides the draw": checkGivenNoise,
  "given noise makes RT's value, or a z with the law N(Wµ, AAᵀ)": checkForward,
  "no tensor is left behind": checkLeaks,
  "what does not fit is a RangeError": checkErrors,
  "z has the law N(Wµ, AAᵀ)": checkLaw,
  "the gradient is unbiased": checkUnbiased,
};

function siteChecks(estimator: Estimator, at: SiteCase): Check[] {
  const reason = onSite(at, (site) => estimator.supports(site));
  if (reason !== true) return [{ name: at.name, skip: reason, run: () => {} }];
  return Object.entries(perSite).map(([name, check]) => ({
    name: `${at.name}: ${name}`,
    ...(check === checkUnbiased && !estimator.unbiased ? { skip: "declared biased" } : {}),
    run: () => onSite(at, (site) => check(estimator, at, site)),
  }));
}

function onSite<T>(at: SiteCase, use: (site: GaussianSite) => T): T {
  const site = at.make();
  try {
    return use(site);
  } finally {
    disposeSite(site);
  }
}

function checkLaw(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  // At a weight site a key and given noise are two ways of drawing; at a latent site they are the same.
  for (const source of site.map.kind === "inputs" ? ["key", "noise"] as const : ["key"] as const) {
    const options = { key: foldIn(seed, source.length), batches, drawsPerBatch: 32, source };
    assertNone(testLaw(estimator, { site, batch: at.batch }, options), `moments of z from a ${source}`);
  }
}

function checkUnbiased(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  assertNone(biased(estimator, at, site), "coordinates of the gradient");
}

/** An estimator that says it is biased is found out at one site at least: what it says is worth a test. */
function biasCheck(estimator: Estimator): Check {
  return {
    name: "is biased, as it declares",
    ...(estimator.unbiased ? { skip: "declared unbiased" } : {}),
    run() {
      const found = siteCases.some((at) =>
        onSite(at, (site) => estimator.supports(site) === true && biased(estimator, at, site).length > 0)
      );
      assert.ok(found, `${estimator.name} declares a bias, and no site shows one`);
    },
  };
}

function biased(estimator: Estimator, at: SiteCase, site: GaussianSite): Rejection[] {
  const objective = objectiveOf(at);
  const exact = expectedGradients(site, objective, at.batch);
  const problem = { site, loss: quadraticLoss(objective), batch: at.batch };
  // A log-density that all examples share takes a call for every draw.
  const drawsPerBatch = sharesOneDraw(estimator, problem, seed) ? 12 : 64;
  const means = batchMeans(estimator, problem, { key: foldIn(seed, 3), batches, drawsPerBatch });
  const references = { value: [exact.value], ...exact.blocks };
  return testMeans(
    Object.keys(references).flatMap((block) => means[block]!),
    Object.values(references).flatMap((values) => [...values]),
  );
}

function assertNone(rejected: readonly Rejection[], what: string): void {
  const worst = rejected.slice(0, 3).map(({ coordinate, mean, reference, z }) =>
    `#${coordinate}: ${mean} for ${reference}, z = ${z.toFixed(1)}`
  );
  assert.equal(rejected.length, 0, `${rejected.length} ${what} are off: ${worst.join("; ")}`);
}
