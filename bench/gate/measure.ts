/**
 * One process of a gate: variance and time of gradients of the code in one folder, by its stable names alone, so that
 * other commits can be measured by the same script. Prints one line of JSON.
 *
 * Permissions: read on the folder and the plugins' folders.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type * as Api from "../../estimators/mod.ts"; // of which the root has the stable names
import { interleave } from "../measure/interleave.ts";
import { mean, median, standardDeviation } from "../stats/moments.ts";
import type { Measured, Measurement, MeasureTask } from "./types.ts";

/** Examples of a minibatch, Gaussian variables and outputs of a site, columns of its factor. */
const [BATCH, INPUTS, OUTPUTS, RANK] = [32, 40, 5, 2];

type Sites = Readonly<Record<string, Api.GaussianSite>>;

/** The families, each shared by the minibatch. */
function sitesOf({ denseMap, diagonal, foldIn, full, key, lowRank, normal }: typeof Api): Sites {
  const own = (i: number, shape: number[]) => normal(foldIn(key(1), i), shape);
  const map = denseMap(own(0, [OUTPUTS, INPUTS]));
  const mean = own(1, [BATCH, INPUTS]);
  const scale = tf.add(tf.abs(own(2, [INPUTS])), 0.5);
  const square = own(3, [INPUTS, INPUTS]);
  const below = tf.sub(tf.linalg.bandPart(square, -1, 0), tf.linalg.bandPart(square, 0, 0));
  const factor = tf.add(tf.eye(INPUTS), tf.mul(0.1, below));
  const sites = {
    diagonal: diagonal(mean, scale),
    full: full(mean, factor),
    "low-rank": lowRank(mean, scale, own(5, [INPUTS, RANK])),
  };
  return Object.fromEntries(
    Object.entries(sites).map(([name, family]) => [
      `${name} ${INPUTS} to ${OUTPUTS}`,
      { map, family },
    ]),
  );
}

async function measure({ root, plugins, estimators, draws, rounds }: MeasureTask): Promise<Measurement> {
  const api: typeof Api = await import(`${root}/mod.ts`);
  for (const plugin of plugins) await import(plugin);
  await api.useBackend("wasm", { blas: "off" });
  const benches = Object.entries(sitesOf(api)).flatMap(([site, at]) =>
    estimators.flatMap((name) => {
      const estimator = found(api, name);
      if (estimator === undefined || estimator.supports(at) !== true) return [];
      return [{ name: `${site}, ${name}`, once: (draw: number) => gradient(api, estimator, { at, draw }) }];
    })
  );
  const times = await interleave(
    benches.map(({ name, once }) => ({ name, run: once })),
    { rounds, warmup: WARM_UP },
  );
  const measured: [string, Measured][] = [];
  for (const [i, { name, once }] of benches.entries()) {
    measured.push([name, { ...await varianceOf(once, draws), milliseconds: median(times[i]!) }]);
  }
  return Object.fromEntries(measured);
}

const WARM_UP = 5;

/** The code measured may be older than the estimator. */
function found({ getEstimator }: typeof Api, name: string): Api.Estimator | undefined {
  try {
    return getEstimator(name);
  } catch {
    return undefined;
  }
}

/** All blocks of one gradient of Σ z², read from the backend. */
async function gradient(
  { gradients, foldIn, key }: typeof Api,
  estimator: Api.Estimator,
  { at, draw }: { readonly at: Api.GaussianSite; readonly draw: number },
): Promise<Float32Array[]> {
  const { value, blocks } = gradients(estimator, at, foldIn(key(2), draw), {
    loss: (z) => tf.sum(tf.square(z), -1),
  });
  const all = await Promise.all(Object.values(blocks).map((block) => block.data() as Promise<Float32Array>));
  value.dispose();
  for (const block of Object.values(blocks)) block.dispose();
  return all;
}

/** Half squared distances of pairs of gradients have the mean Σ_d var_d. */
async function varianceOf(
  once: (draw: number) => Promise<Float32Array[]>,
  draws: number,
): Promise<Pick<Measured, "variance" | "varianceError">> {
  const halves: number[] = [];
  for (let draw = 0; draw < draws; draw += 2) {
    const [a, b] = [await once(draw), await once(draw + 1)];
    halves.push(
      a.reduce((sum, block, i) => sum + block.reduce((own, x, d) => own + (x - b[i]![d]!) ** 2, 0), 0) / 2,
    );
  }
  const variance = mean(halves);
  return { variance, varianceError: standardDeviation(halves) / Math.sqrt(halves.length) / variance };
}

if (import.meta.main) {
  const line = JSON.stringify(await measure(JSON.parse(Deno.args[0]!)));
  await Deno.stdout.write(new TextEncoder().encode(`${line}\n`));
}
