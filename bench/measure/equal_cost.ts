/**
 * Variance at equal cost: a treatment with one draw, against a baseline with as many as take its time.
 * @module
 */
import { foldIn, getEstimator, type Key, profile } from "../../estimators/mod.ts";
import type { Batch, Model } from "../../models/mod.ts";
import { median } from "../stats/mod.ts";
import type { Metric } from "../store/mod.ts";
import type { Cell, CellResult } from "../types.ts";
import { gradientVariance } from "./gradient_variance.ts";
import { interleave } from "./interleave.ts";
import { oneGradient } from "./one_gradient.ts";

/** Settings of {@linkcode equalCost}. */
export interface EqualCostOptions {
  /** Estimator names. */
  readonly baseline: string;
  readonly treatment: string;
  /** Gradients timed for each side. */
  readonly rounds: number;
  /** Pairs of gradients for each side. */
  readonly pairs: number;
  readonly key: Key;
  /** Further coordinates of the variances. */
  readonly at?: Readonly<Record<string, string | number>>;
  readonly progress?: (share: number) => void;
}

/** Cells of a comparison: baseline with one draw, treatment with one, baseline with as many as cost the same. */
export type EqualCostCells = readonly [one: Cell, other: Cell, matched: Cell];

/** Draws beyond which a baseline is not run: the answer is clear, and memory is not. */
const MOST_SAMPLES = 64;

/**
 * Times both sides, then measures the variance of three: what depends on the clock goes to `timings`.
 *
 * Single draws have metrics `variance` at `{ samples: 1 }` and `flops`; the matched side has timings
 * `matched-samples`, `cost-ratio` and `variance`. All have the timing `gradient-time`.
 */
export async function* equalCost(
  [one, other, matched]: EqualCostCells,
  { model, batch, ...options }: EqualCostOptions & { readonly model: Model; readonly batch: Batch },
): AsyncGenerator<CellResult> {
  const { baseline, treatment, rounds, pairs, key, at = {}, progress = () => {} } = options;
  const once = ({ estimator, samples }: Side, drawKey: Key) =>
    oneGradient(model, batch, { estimator: getEstimator(estimator), samples, key: drawKey });
  const timed = (sides: readonly Side[]) =>
    interleave(
      sides.map((side) => ({
        name: side.estimator,
        run: (round) => once(side, foldIn(key, round)),
      })),
      { rounds },
    );
  const variance = ({ estimator, samples }: Side): Promise<Metric[]> =>
    gradientVariance(model, batch, {
      estimator: getEstimator(estimator),
      samples,
      key,
      pairs,
      at: { ...at, samples },
    });
  const sides = [{ estimator: baseline, samples: 1 }, { estimator: treatment, samples: 1 }] as const;
  const single = await timed(sides);
  progress(0.2);
  const ratio = median(single[1]!) / median(single[0]!);
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(ratio)));
  const many = { estimator: baseline, samples };
  const times = await timed([...sides, many]);
  progress(0.5);
  for (const [i, side] of sides.entries()) {
    const { flops } = await profile(() => once(side, key));
    const work: Metric = { name: "flops", unit: "flop", at: { kind: "measured" }, values: [flops] };
    yield {
      cell: i === 0 ? one : other,
      metrics: [...await variance(side), work],
      timings: [gradientTime(times[i]!)],
    };
    progress(0.7 + 0.1 * i);
  }
  yield {
    cell: matched,
    timings: [
      { name: "matched-samples", unit: "1", values: [samples] },
      { name: "cost-ratio", unit: "1", values: [ratio] },
      ...await variance(many),
      gradientTime(times[2]!),
    ],
  };
}

interface Side {
  readonly estimator: string;
  readonly samples: number;
}

function gradientTime(values: number[]): Metric {
  return { name: "gradient-time", unit: "ms", values };
}
