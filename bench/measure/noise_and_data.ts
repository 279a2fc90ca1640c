/**
 * A gradient's variance in two parts: that of the estimator at a fixed minibatch, and that of the minibatches.
 *
 *     tr Var g = E_b tr Var(g | b) + tr Var_b E(g | b) = V_noise + V_data
 *
 * On every minibatch b two independent gradients are drawn. ½‖g_b,1 − g_b,2‖² has the mean V_noise, and for two disjoint
 * minibatches ½(g_b,1 − g_b′,1)·(g_b,2 − g_b′,2) has the mean V_data: the noise of both factors is independent, so
 * that it adds nothing to the mean of their product, however large it is.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, Replays } from "../../estimators/mod.ts";
import {
  type Batch,
  type Model,
  parameterGradients,
  type SampledChoice,
  signatureOf,
  tensorsOf,
} from "../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../checkpoint/checkpoints.ts";
import { sum } from "../stats/mod.ts";
import type { Metric } from "../store/record/record.ts";
import { type BatchSource, disposeBatch } from "./batches.ts";
import type { GradientNorm } from "./gradient_norms.ts";

/** Settings of {@linkcode noiseAndData}. */
export interface NoiseAndDataOptions {
  /** What draws: an estimator for all layers or for each, or a sampling plan. */
  readonly estimator: SampledChoice;
  /** Draws averaged in each gradient. @default 1 */
  readonly samples?: number;
  /** Key of the noise: minibatches are the same for every estimator. */
  readonly key: Key;
  /** How many minibatches, an even number of at least 2. */
  readonly minibatches: number;
  /** The first of them. */
  readonly from: number;
  /** In what lengths are measured. The first gets values of single blocks too. */
  readonly norms: readonly GradientNorm[];
  /** Coordinates of the metrics. */
  readonly at?: Readonly<Record<string, string | number>>;
  /** Called with the share of minibatches that are done. */
  readonly progress?: (share: number) => void;
  /** Where the minibatches so far are kept. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** Values of one norm, parameter by parameter. */
interface Parts {
  /** shape: [minibatches][parameters] */
  readonly noise: number[][];
  /** shape: [minibatches / 2][parameters] */
  readonly data: number[][];
}

/**
 * Both parts for the gradient of all parameters: `noise-variance`, one value a minibatch, and `data-variance`, one for
 * each two consecutive ones; in the first norm also `noise-variance` of each parameter block by `layer` and `block`.
 *
 * @throws {RangeError} for an odd number of minibatches, or none.
 */
export async function noiseAndData(
  model: Model,
  batches: Pick<BatchSource, "at">,
  options: NoiseAndDataOptions,
): Promise<Metric[]> {
  const { minibatches, norms, from, key, at = {}, progress, checkpoints = NO_CHECKPOINTS } = options;
  requireMinibatches(minibatches);
  const found = kept(checkpoints, "minibatches", norms.map((): Parts => ({ noise: [], data: [] })));
  const source = new Gradients(model, options);
  const draw = async (index: number) => {
    const batch = batches.at(from + index);
    try {
      const own = foldIn(key, index);
      return [await source.draw(batch, foldIn(own, 0)), await source.draw(batch, foldIn(own, 1))] as const;
    } finally {
      disposeBatch(batch);
    }
  };
  try {
    for (let done = found[0]?.noise.length ?? minibatches; done < minibatches; done += 2) {
      const [first, second] = [await draw(done), await draw(done + 1)];
      norms.forEach(({ weights }, n) => {
        const values = compared(first, second, weights);
        found[n]!.noise.push(values.first, values.second);
        found[n]!.data.push(values.data);
      });
      await checkpoints.save();
      progress?.((done + 2) / minibatches);
    }
  } finally {
    source.dispose();
  }
  return norms.flatMap(({ name }, n) =>
    metricsOf(model, found[n]!, { at: { ...at, norm: name }, byBlock: n === 0 })
  );
}

/** @throws {RangeError} for an odd number of minibatches, or none. */
export function requireMinibatches(minibatches: number): void {
  if (Number.isInteger(minibatches) && minibatches >= 2 && minibatches % 2 === 0) return;
  throw new RangeError(
    `minibatches is ${minibatches}; wanted an even number of at least 2: they come in pairs`,
  );
}

type Arrays = readonly Float32Array[];
type Pair = readonly [Arrays, Arrays];

/** Gradients of all parameters with other keys and minibatches, replayed where they can be, with the bits of eager ones. */
class Gradients {
  readonly #model: Model;
  readonly #settings: Pick<NoiseAndDataOptions, "estimator" | "samples">;
  readonly #replays = new Replays();

  constructor(model: Model, { estimator, samples = 1 }: Pick<NoiseAndDataOptions, "estimator" | "samples">) {
    this.#model = model;
    this.#settings = { estimator, samples };
  }

  /** One, in the order of the parameters. */
  async draw(batch: Batch, key: Key): Promise<Arrays> {
    const call = {
      signature: signatureOf(this.#model, this.#settings),
      tensors: tensorsOf(batch),
      args: { keys: [key] },
    };
    const replayed = this.#replays.replay(call);
    if (typeof replayed !== "string") {
      return [...this.#model.parameters.keys()].map((_, p) => Float32Array.from(replayed.value(p)));
    }
    const { tensors } = this.#replays.eager(call, () => {
      const { value, gradients } = parameterGradients(this.#model, batch, { ...this.#settings, key });
      value.dispose();
      return { tensors: gradients };
    });
    try {
      return await Promise.all(tensors.map((gradient) => gradient.data<"float32">()));
    } finally {
      tf.dispose([...tensors]);
    }
  }

  /** Frees what is kept for replays. */
  dispose(): void {
    this.#replays.dispose();
  }
}

/** Values of two minibatches, parameter by parameter. */
interface TwoMinibatches {
  readonly first: number[];
  readonly second: number[];
  readonly data: number[];
}

/** ½ Σ (w (a₁ − a₂))², the same of b, and ½ Σ w² (a₁ − b₁) (a₂ − b₂). In double precision, for products may cancel. */
function compared([a1, a2]: Pair, [b1, b2]: Pair, weights: GradientNorm["weights"]): TwoMinibatches {
  const found: TwoMinibatches = { first: [], second: [], data: [] };
  weights.forEach((own, p) => {
    const [x1, x2, y1, y2] = [a1[p]!, a2[p]!, b1[p]!, b2[p]!];
    let first = 0;
    let second = 0;
    let data = 0;
    for (let i = 0; i < x1.length; i++) {
      const square = own === undefined ? 0.5 : 0.5 * own[i]! * own[i]!;
      const dx = x1[i]! - x2[i]!;
      const dy = y1[i]! - y2[i]!;
      first += square * dx * dx;
      second += square * dy * dy;
      data += square * (x1[i]! - y1[i]!) * (x2[i]! - y2[i]!);
    }
    found.first.push(first);
    found.second.push(second);
    found.data.push(data);
  });
  return found;
}

function metricsOf(
  model: Model,
  { noise, data }: Parts,
  { at, byBlock }: { readonly at: Readonly<Record<string, string | number>>; readonly byBlock: boolean },
): Metric[] {
  const sizes = [...model.parameters.values()].map(({ size }) => size);
  const metric = (name: string, values: readonly (readonly number[])[], block?: Block): Metric => {
    const chosen = (all: readonly number[]) =>
      block === undefined ? all : block.parameters.map((p) => all[p]!);
    return {
      name,
      unit: "1",
      ...(block === undefined ? {} : { layer: block.layer, block: block.block }),
      at: { ...at, dimension: sum(chosen(sizes)) },
      values: values.map((each) => sum(chosen(each))),
    };
  };
  return [
    metric("noise-variance", noise),
    metric("data-variance", data),
    ...(byBlock ? blocksOf(model).map((block) => metric("noise-variance", noise, block)) : []),
  ];
}

/** Some parameters of one layer, by their indices. */
interface Block {
  readonly layer: string;
  readonly block: "mean" | "scale" | "other";
  readonly parameters: number[];
}

/** Every parameter in a block: mean and scale as the model names them, and what is left of each layer. */
function blocksOf({ parameters, blocks: named }: Model): Block[] {
  const blocks = new Map<string, Block>();
  for (const [p, name] of [...parameters.keys()].entries()) {
    const own = named.find(({ source }) => "parameter" in source && source.parameter === name);
    const [layer, block] = own === undefined || own.block === "upstream"
      ? [name.slice(0, Math.max(0, name.lastIndexOf("/"))) || name, "other" as const]
      : [own.layer, own.block];
    const place = `${layer} ${block}`;
    if (!blocks.has(place)) blocks.set(place, { layer, block, parameters: [] });
    blocks.get(place)!.parameters.push(p);
  }
  return [...blocks.values()];
}
