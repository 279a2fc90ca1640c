/**
 * The exact checks of the conformance suite: keys, shapes, given noise, ownership, errors.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { Draw, Estimator, GaussianSite } from "../types.ts";
import { type GradientOptions, gradients } from "../gradients.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { reparameterisation } from "../reparameterisation.ts";
import { expectedMoments } from "./closed_form.ts";
import { type Quadratic, quadraticLoss, randomQuadratic } from "./quadratic.ts";
import type { SiteCase } from "./sites.ts";

/** A check of one estimator at one site; it throws where the property does not hold. */
export type SiteCheck = (estimator: Estimator, at: SiteCase, site: GaussianSite) => void;

/** Key of everything that the suite draws. */
export const seed = key(77);

/** The loss that a site is tried with. */
export function objectiveOf(at: SiteCase): Quadratic {
  const objective = randomQuadratic(foldIn(seed, 2), { ...at, curved: true });
  return at.linear === false
    ? { ...objective, linear: objective.linear.map((row) => row.map(() => 0)) }
    : objective;
}

export function checkKeys(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  const read = (draw: number) => {
    const { value, blocks } = gradientsAt(estimator, withBatch(site, at), foldIn(seed, draw), lossOf(at));
    return { value, ...blocks };
  };
  const first = read(0);
  assert.deepEqual(read(0), first);
  assert.notDeepEqual(read(1), first);
}

export function checkShapes(estimator: Estimator, at: SiteCase, made: GaussianSite): void {
  const site = withBatch(made, at);
  const options = lossOf(at);
  tf.tidy(() => {
    const { preactivations, value, logProb } = estimator.draw(site, seed);
    const { map, family } = site;
    const outer = map.matrix.rank === 3 ? [at.batch, map.outputs] : [at.batch];
    const wanted = map.kind === "inputs" ? [...outer, at.columns] : [at.batch, at.columns];
    assert.deepEqual(preactivations.shape, wanted);
    if (map.kind === "dense") assert.deepEqual(value?.shape, [at.batch, map.inputs]);
    if (logProb !== undefined) assert.deepEqual(logProb.shape, map.kind === "dense" ? [at.batch] : []);
    const { value: loss, blocks } = gradients(estimator, site, seed, options);
    assert.deepEqual(loss.shape, []);
    for (const [name, tensor] of Object.entries({ ...family.parameters, upstream: map.matrix })) {
      assert.deepEqual(blocks[name]?.shape, tensor.shape, name);
      assert.ok(blocks[name]!.dataSync().every(Number.isFinite), `${name} has a value that is not finite`);
    }
  });
}

export function checkGivenNoise(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  tf.tidy(() => {
    const shape = estimator.noiseShape(site, at.batch);
    const noise = (draw: number) => normal(foldIn(seed, draw), shape);
    const z = (given: tf.Tensor) => estimator.draw(site, given).preactivations.dataSync();
    assert.deepEqual(z(noise(0)), z(noise(0)));
    assert.notDeepEqual(z(noise(0)), z(noise(1)));
  });
}

export function checkForward(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  const shape = estimator.noiseShape(site, at.batch);
  tf.tidy(() => {
    const noise = normal(seed, shape);
    // Another shape is another way of drawing: the law is then all that can agree.
    if (`${shape}` !== `${reparameterisation.noiseShape(site, at.batch)}`) {
      return checkAffineLaw(estimator, { site, batch: at.batch }, noise);
    }
    const [own, plain] = [estimator, reparameterisation].map((e) => e.draw(site, noise)) as [Draw, Draw];
    assertClose(own.preactivations, plain.preactivations);
    if (plain.value !== undefined) assertClose(own.value!, plain.value);
  });
}

/**
 * z = z̄ + Σ_j J_j ε_j has the mean z̄ and the covariance JJᵀ: both are measured without chance, by steps of one
 * entry of the noise at a time. A step away from zero changes no sign, so flipout's are constants here.
 */
function checkAffineLaw(
  estimator: Estimator,
  { site, batch }: { readonly site: GaussianSite; readonly batch: number },
  noise: tf.Tensor,
): void {
  const z = (values: Float32Array) =>
    tf.tidy(() => estimator.draw(site, tf.tensor(values, noise.shape)).preactivations.dataSync());
  const values = noise.dataSync() as Float32Array;
  const drawn = z(values);
  const size = drawn.length / batch;
  const mean = Float64Array.from(drawn);
  const covariance = new Float64Array(drawn.length * size);
  values.forEach((epsilon, j) => {
    const sign = epsilon < 0 ? -1 : 1;
    const step = z(values.map((value, k) => k === j ? value + sign : value)).map((value, i) =>
      value - drawn[i]!
    );
    step.forEach((slope, i) => {
      mean[i] = mean[i]! - slope * Math.abs(epsilon);
      const example = i - i % size;
      for (let k = 0; k < size; k++) {
        covariance[i * size + k] = covariance[i * size + k]! + slope * step[example + k]!;
      }
    });
  });
  const exact = expectedMoments(site, batch);
  assertNear(mean, exact.flatMap((moments) => moments.mean), "mean of z");
  assertNear(covariance, exact.flatMap((moments) => moments.covariance.flat()), "covariance of z");
}

export function checkLeaks(estimator: Estimator, at: SiteCase, made: GaussianSite): void {
  const options = lossOf(at);
  tf.tidy(() => {
    const site = withBatch(made, at);
    let before = 0;
    for (let run = 0; run < 3; run++) {
      const { preactivations, value, logProb } = estimator.draw(site, seed);
      for (const tensor of [preactivations, value, logProb]) tensor?.dispose();
      const result = gradients(estimator, site, seed, { ...options, samples: 2 });
      tf.dispose([result.value, ...Object.values(result.blocks)]);
      if (run === 0) before = tf.memory().numTensors;
    }
    assert.equal(tf.memory().numTensors, before, "tensors after three draws against after one");
  });
}

export function checkErrors(estimator: Estimator, at: SiteCase, site: GaussianSite): void {
  tf.tidy(() => {
    const shape = estimator.noiseShape(site, at.batch);
    const tooLong = [...shape.slice(0, -1), shape.at(-1)! + 1];
    assert.throws(() => estimator.draw(site, normal(seed, tooLong)), RangeError);
    assert.throws(() => estimator.draw(site, normal(seed, [])), RangeError);
    const axis = site.map.kind === "dense" ? -1 : 0;
    const longer = Object.values(site.family.parameters)
      .map((tensor) => tf.concat([tensor, tf.slice(tensor, 0, axis === 0 ? 1 : tensor.shape)], axis));
    assert.throws(
      () => estimator.draw({ ...site, family: site.family.withParameters(longer) }, seed),
      RangeError,
    );
  });
}

/** A site with a batch axis, for draws from a key. */
function withBatch(site: GaussianSite, at: SiteCase): GaussianSite {
  if (site.map.batch !== undefined || site.family.mean.rank === 2) return site;
  const [mean, ...rest] = Object.values(site.family.parameters) as [tf.Tensor, ...tf.Tensor[]];
  const rows = (tensor: tf.Tensor) => tf.tile(tf.expandDims(tensor, 0), [at.batch, 1]);
  return { map: site.map, family: site.family.withParameters([rows(mean), ...rest.map(rows)]) };
}

function lossOf(at: SiteCase): GradientOptions {
  return { loss: quadraticLoss(objectiveOf(at)) };
}

function gradientsAt(
  estimator: Estimator,
  site: GaussianSite,
  drawKey: typeof seed,
  options: GradientOptions,
) {
  return tf.tidy(() => {
    const { value, blocks } = gradients(estimator, site, drawKey, options);
    const read = Object.entries(blocks).map(([name, tensor]) => [name, tensor.dataSync()]);
    return { value: value.dataSync(), blocks: Object.fromEntries(read) };
  }) as { value: Float32Array; blocks: Record<string, Float32Array> };
}

function assertNear(actual: Float64Array, expected: readonly number[], what: string): void {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) <= 1e-4 * (1 + size), `${what}, #${i}: ${actual[i]} for ${value}`)
  );
}

function assertClose(actual: tf.Tensor, expected: tf.Tensor): void {
  const worst = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!;
  const size = tf.max(tf.abs(expected)).dataSync()[0]!;
  assert.ok(worst <= 1e-5 * (1 + size), `differ by ${worst}, of values up to ${size}`);
}
