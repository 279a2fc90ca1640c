import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  conditionalNoise,
  denseMap,
  diagonal,
  type GaussianSite,
  getEstimator,
  imagePatches,
  inputMap,
  key,
  normal,
  preactivations,
  useBackend,
} from "../../../estimators/mod.ts";
import { expectedGradients, expectedMoments } from "../../../estimators/testing/mod.ts";
import { findTorch } from "../../../bench/peer/torch.ts";
import { unbiasednessTest } from "../../../bench/stats/mod.ts";
import COMPARE from "./compare.py" with { type: "text" };
import SOURCE from "./r2g2.py" with { type: "text" };

const mayRun = (await Deno.permissions.query({ name: "run" })).state === "granted";
const torch = mayRun ? await findTorch() : "no --allow-run";
const ignore = typeof torch === "string";
const unless = ignore ? ` (skipped: no PyTorch: ${torch})` : "";

/** One function of r2g2.py and what it gets; tensors in PyTorch's layout, the map's or layer's input first. */
interface Case {
  readonly form: "latent" | "dense" | "convolution";
  readonly options: Readonly<Record<string, number>>;
  readonly inputs: readonly tf.Tensor[];
  readonly linear: tf.Tensor;
  readonly noise?: tf.Tensor;
  readonly draws?: number;
}

interface Answer {
  readonly z: number[];
  readonly gradients: number[][];
  readonly rows: number[][];
}

const asJson = (tensor: tf.Tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] });

/** What r2g2.py gives. */
async function inTorch(cases: readonly Case[], source = SOURCE): Promise<Answer[]> {
  if (typeof torch === "string") throw new Error(torch);
  const plain = cases.map(({ inputs, linear, noise, ...rest }) => ({
    ...rest,
    inputs: inputs.map(asJson),
    linear: asJson(linear),
    ...(noise && { noise: asJson(noise) }),
  }));
  const child = new Deno.Command(torch.python, {
    args: ["-c", COMPARE],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ source, cases: plain })));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Our estimator of the same thing; where filters share patches it samples weights too. */
const OURS = { latent: "r2g2", dense: "r2g2", convolution: "r2g2-sampled" } as const;

/** [O, C, h, w] in PyTorch, [h · w · C, O] here, whose patches have rows first; leading axes stay. */
function kernelOf(filters: tf.Tensor): tf.Tensor {
  const batch = filters.shape.slice(0, -4);
  const [units = 0, channels = 0, height = 0, width = 0] = filters.shape.slice(-4);
  const flat = tf.reshape(filters, [-1, units, channels, height, width]);
  const own = tf.reshape(tf.transpose(flat, [0, 3, 4, 2, 1]), [-1, height * width * channels, units]);
  return tf.reshape(own, [...batch, ...own.shape.slice(1)]);
}

/** The patches that a convolution with padding (size − 1) / 2 sees. images shape: [B, C, H, W] -> [B, P, n] */
function patchesOf(images: tf.Tensor, { size, stride = 1 }: { size: number; stride?: number }): tf.Tensor3D {
  const [, , height = 0, width = 0] = images.shape;
  const all = imagePatches(tf.transpose(images, [0, 2, 3, 1]) as tf.Tensor4D, { size });
  const seen = Array.from({ length: height * width }, (_, p) => p)
    .filter((p) => Math.floor(p / width) % stride === 0 && p % width % stride === 0);
  return tf.gather(all, tf.tensor1d(seen, "int32"), 1);
}

/** The same site here. */
function siteOf({ form, options }: Case, [x, mean, scale]: readonly tf.Tensor[]): GaussianSite {
  if (form === "latent") return { map: denseMap(x!), family: diagonal(mean!, scale!) };
  if (form === "dense") {
    return { map: inputMap(x!), family: diagonal(tf.transpose(mean!), tf.transpose(scale!)) };
  }
  const patches = patchesOf(x!, { size: mean!.shape[3]!, stride: options["stride"] ?? 1 });
  return { map: inputMap(patches), family: diagonal(kernelOf(mean!), kernelOf(scale!)) };
}

/** Pre-activations here, in PyTorch's layout [B, m], [B, O] or [B, O, P]. */
function drawn(each: Case, inputs: readonly tf.Tensor[]): tf.Tensor {
  const noise = each.form === "convolution" ? kernelOf(each.noise!) : each.noise!;
  const z = preactivations(getEstimator(OURS[each.form]), siteOf(each, inputs), noise);
  return each.form === "convolution" ? tf.transpose(z, [0, 2, 1]) : z;
}

function here(each: Case): Pick<Answer, "z" | "gradients"> {
  const lossOf = (z: tf.Tensor) => {
    const linear = tf.reshape(each.linear, [1, ...z.shape.slice(1)]);
    return tf.div(tf.sum(tf.add(tf.mul(0.5, tf.square(z)), tf.mul(linear, z))), z.shape[0]!) as tf.Scalar;
  };
  const gradients = tf.grads((...inputs) => lossOf(drawn(each, inputs)))([...each.inputs]);
  return {
    z: [...drawn(each, each.inputs).dataSync()],
    gradients: gradients.map((gradient) => [...gradient.dataSync()]),
  };
}

/** Largest difference, in units of the largest value. */
function difference(a: readonly number[], b: readonly number[]): number {
  assert.equal(a.length, b.length);
  const size = Math.max(...b.map(Math.abs), 1e-30);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / size;
}

const scales = (at: number, shape: number[], spread = 0.5) => tf.exp(tf.mul(spread, normal(key(at), shape)));

interface Sizes {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
}

function latentCase(
  { batch, m, n }: Sizes,
  { weight, spread }: { weight?: tf.Tensor; spread?: number } = {},
): Case {
  return {
    form: "latent",
    options: {},
    inputs: [weight ?? normal(key(1), [m, n]), normal(key(2), [batch, n]), scales(3, [batch, n], spread)],
    linear: normal(key(4), [m]),
    noise: normal(key(5), [batch, n]),
  };
}

function denseCase(x: tf.Tensor, units: number): Case {
  const [batch, n] = x.shape as [number, number];
  return {
    form: "dense",
    options: {},
    inputs: [x, normal(key(2), [units, n]), scales(3, [units, n])],
    linear: normal(key(4), [units]),
    noise: normal(key(5), [batch, units]),
  };
}

function convolutionCase(x: tf.Tensor, filters: number, { size = 3, stride = 1 } = {}): Case {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const shape = [filters, channels, size, size];
  return {
    form: "convolution",
    options: { stride, padding: (size - 1) / 2 },
    inputs: [x, normal(key(2), shape), scales(3, shape)],
    linear: normal(key(4), [filters, Math.ceil(height / stride), Math.ceil(width / stride)]),
    noise: normal(key(5), [batch, ...shape]),
  };
}

await useBackend("cpu");
/** One row is the sum of two others. */
const dependent = () => {
  const rows = normal(key(6), [3, 9]);
  return tf.concat([rows, tf.expandDims(tf.sum(tf.slice(rows, [0, 0], [2, 9]), 0))]);
};
/** The second example is black, as after a rectifier that is closed everywhere. */
const images = (shape: [number, number, number, number]) =>
  tf.mul(normal(key(1), shape), tf.tensor4d([1, 0], [2, 1, 1, 1]));

const CASES: Readonly<Record<string, () => Case>> = {
  "fewer outputs than latents": () => latentCase({ batch: 5, m: 3, n: 8 }),
  "more outputs than latents": () => latentCase({ batch: 5, m: 8, n: 3 }),
  "outputs that depend on each other": () => latentCase({ batch: 4, m: 4, n: 9 }, { weight: dependent() }),
  "scales from e⁻⁶ to e⁶": () => latentCase({ batch: 6, m: 4, n: 12 }, { spread: 3 }),
  "a dense layer": () => denseCase(normal(key(1), [6, 7]), 4),
  "a dense layer with a dead example": () => denseCase(tf.mul(normal(key(1), [2, 7]), [[1], [0]]), 4),
  "a convolution": () => convolutionCase(normal(key(1), [2, 4, 3, 3]), 3),
  "a convolution with a black image": () => convolutionCase(images([2, 4, 3, 3]), 3),
  "a convolution with more positions than weights": () => convolutionCase(normal(key(1), [2, 1, 4, 4]), 2),
  "a convolution with stride 2": () => convolutionCase(normal(key(1), [2, 3, 4, 4]), 3, { stride: 2 }),
  "a convolution of single pixels": () => convolutionCase(normal(key(1), [2, 6, 2, 2]), 3, { size: 1 }),
};

Deno.test({ name: `r2g2.py has our values and gradients for the same noise${unless}`, ignore }, async (t) => {
  const cases = Object.entries(CASES).map(([name, make]) => ({ name, own: make() }));
  const answers = await inTorch(cases.map(({ own }) => own));
  for (const [i, { name, own }] of cases.entries()) {
    await t.step(name, () => {
      const [ours, theirs] = [here(own), answers[i]!];
      const differences = [theirs.z, ...theirs.gradients].map((values, at) =>
        difference(values, [ours.z, ...ours.gradients][at]!)
      );
      assert.ok(differences.every((value) => value < 2e-5), `z, input, mean, scale: ${differences}`);
    });
  }
});

Deno.test({ name: `r2g2.py's gradient depends on z alone, unlike RT's${unless}`, ignore }, async () => {
  const own = latentCase({ batch: 5, m: 3, n: 8 });
  const site = siteOf(own, own.inputs);
  const more = normal(key(7), own.noise!.shape);
  const unseen = tf.sub(more, conditionalNoise(site, more).noise); // W S times it is zero
  const moved = { ...own, noise: tf.add(own.noise!, unseen) };
  const plain = SOURCE.replace(
    "conditioned = conditional_noise(weight, scale, noise)",
    "conditioned = noise",
  );
  assert.notEqual(plain, SOURCE);
  const [first, second] = await inTorch([own, moved]) as [Answer, Answer];
  const [before, after] = await inTorch([own, moved], plain) as [Answer, Answer];
  assert.ok(difference(second.z, first.z) < 1e-5);
  for (const i of [0, 1, 2]) assert.ok(difference(second.gradients[i]!, first.gradients[i]!) < 2e-5);
  assert.ok(difference(after.z, before.z) < 1e-5);
  for (const i of [0, 2]) assert.ok(difference(after.gradients[i]!, before.gradients[i]!) > 0.1);
});

/** Means of what compare.py prints of each draw: z, its products in pairs, the gradients. One example. */
function exactRow(each: Case): number[] {
  const site = siteOf(each, each.inputs);
  const { mean, covariance } = expectedMoments(site)[0]!;
  const positions = each.form === "convolution" ? site.map.outputs : 1;
  const units = mean.length / positions;
  // Ours have units last, PyTorch's positions.
  const at = mean.map((_, i) => i % positions * units + Math.floor(i / positions));
  const products = at.flatMap((i) => at.map((j) => covariance[i]![j]! + mean[i]! * mean[j]!));
  const linear = tf.transpose(tf.reshape(each.linear, [units, positions])).arraySync() as number[][];
  const objective = { units: identity(units), positions: identity(positions), linear };
  const { blocks } = expectedGradients(site, objective);
  // The chain rule from the site's tensors to PyTorch's.
  const gradients = tf.grads((...inputs) => {
    const { map, family } = siteOf(each, inputs);
    const tensors = { ...family.parameters, upstream: map.matrix };
    return tf.addN(
      Object.entries(tensors).map(([name, tensor]) =>
        tf.sum(tf.mul(tensor, tf.tensor(Float32Array.from(blocks[name]!), tensor.shape)))
      ),
    );
  })([...each.inputs]);
  return [...at.map((i) => mean[i]!), ...products, ...gradients.flatMap((tensor) => [...tensor.dataSync()])];
}

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
}

const DRAWS = 1500;
/** Each form of one example, and a line of r2g2.py that is broken in it. */
const LAWS: readonly (readonly [name: string, make: () => Case, line: string, broken: string])[] = [
  [
    "latent",
    () => latentCase({ batch: 1, m: 3, n: 6 }),
    "conditioned = conditional_noise(",
    "conditioned = 0.8 * conditional_noise(",
  ],
  ["dense", () => denseCase(normal(key(1), [1, 5]), 3), "path = 0.5 * beta", "path = 0.4 * beta"],
  [
    "convolution",
    () => convolutionCase(normal(key(1), [1, 2, 2, 2]), 2),
    "beta.squeeze(-1).to",
    "(0.8 * beta).squeeze(-1).to",
  ],
];

for (const [name, make, line, broken] of LAWS) {
  Deno.test({
    name: `r2g2.py, ${name}: z has its law and gradients their mean, and a broken line is noticed${unless}`,
    ignore,
    async fn() {
      const { noise: _noise, ...own } = make();
      const reference = exactRow(own);
      const test = async (source: string) => {
        const [answer] = await inTorch([{ ...own, draws: DRAWS }], source);
        return unbiasednessTest(answer!.rows, reference);
      };
      const result = await test(SOURCE);
      assert.ok(!result.rejected, JSON.stringify(result.worst));
      assert.ok(result.coordinates > 15 && result.detectableBias < 0.25);
      assert.equal(SOURCE.split(line).length, 2);
      assert.ok((await test(SOURCE.replace(line, broken))).rejected);
    },
  });
}
