/**
 * Pairs of independent gradients, drawn again and again: replayed where they can be, with the bits of eager ones.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, Replays } from "../../estimators/mod.ts";
import {
  type Batch,
  blockGradients,
  type Model,
  type ModelGradientOptions,
  type ProbeShapes,
  probeShapes,
  signatureOf,
  tensorsOf,
} from "../../models/mod.ts";
import { halfSquaredDistances } from "./pair_distances.ts";

/** What both gradients of a pair are drawn with. */
export type PairOptions = Omit<ModelGradientOptions, "key">;

/** One pair: each gradient has its own key and may have its own batch. */
export interface PairDraw {
  readonly keys: readonly [Key, Key];
  readonly batches: readonly [Batch, Batch];
}

/** Half squared distances of pairs. */
export interface PairDistances {
  /** One for each block. */
  readonly values: readonly number[];
  /** Entries of each block's gradient. */
  readonly dimensions: readonly number[];
  /** Whether the pair was replayed from a recording, or why it was not; the bits are the same. */
  readonly captured: true | string;
}

/** Pairs of gradients at one place of training, whose parameters may change between them. */
export class GradientPairs {
  readonly #model: Model;
  readonly #options: PairOptions;
  readonly #blocks: readonly number[];
  readonly #replays = new Replays();
  #shapes: ProbeShapes | undefined;
  #dimensions: readonly number[] = [];

  /** @param blocks numbers of the blocks that are measured. @default all */
  constructor(model: Model, options: PairOptions & { readonly blocks?: readonly number[] }) {
    const { blocks = [...model.blocks.keys()], ...own } = options;
    this.#model = model;
    this.#options = own;
    this.#blocks = blocks;
  }

  /** Draws one. */
  async distances({ keys, batches }: PairDraw): Promise<PairDistances> {
    const shared = batches[0] === batches[1];
    const call = {
      signature: [...signatureOf(this.#model, this.#options), shared],
      tensors: shared ? tensorsOf(batches[0]) : batches.flatMap(tensorsOf),
      args: { keys },
    };
    const replayed = this.#replays.replay(call);
    if (typeof replayed !== "string") {
      return { values: [...replayed.value(0)], dimensions: this.#dimensions, captured: true };
    }
    const [first] = batches;
    this.#shapes ??= probeShapes(this.#model, first, { ...this.#options, key: keys[0] });
    const { tensors: [distances] } = this.#replays.eager(
      call,
      () => ({ tensors: [this.#draw({ keys, batches })] }),
    );
    const values = [...await distances!.data()];
    distances!.dispose();
    return { values, dimensions: this.#dimensions, captured: replayed };
  }

  /** Frees what is kept for replays. */
  dispose(): void {
    this.#replays.dispose();
  }

  #draw({ keys, batches }: PairDraw): tf.Tensor {
    return tf.tidy(() => {
      const [first, second] = [0, 1].map((half) => {
        const settings = { ...this.#options, key: keys[half]!, shapes: this.#shapes };
        const { gradients } = blockGradients(this.#model, batches[half]!, settings);
        return this.#blocks.map((block) => gradients[block]!);
      });
      this.#dimensions = first!.map(({ size }) => size);
      return halfSquaredDistances(first!, second!);
    });
  }
}
