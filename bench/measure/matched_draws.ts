/**
 * Variance at equal cost: a treatment with one draw, against a baseline with as many as cost the same, in time
 * and in floating-point operations, and beside them contenders such as antithetic pairs.
 * @module
 */
import { foldIn, getEstimator, type Key } from "../../estimators/mod.ts";
import type { Batch, Model } from "../../models/mod.ts";
import { type Checkpoints, keptValue, NO_CHECKPOINTS, within } from "../checkpoint/checkpoints.ts";
import { drawsForBudget, median } from "../stats/mod.ts";
import type { Metric } from "../store/record/record.ts";
import type { Cell, CellResult } from "../types.ts";
import { flopsMetrics, type GradientFlops, gradientFlops } from "./flops.ts";
import { gradientVariance } from "./gradient_variance.ts";
import { interleave } from "./interleave.ts";
import { RepeatedGradient } from "./one_gradient.ts";
import { sift, whyUnsupported } from "./sift.ts";

/** Settings of {@linkcode equalCost}. */
export interface EqualCostOptions extends Pick<ComparisonSettings, "rounds" | "pairs"> {
  readonly key: Key;
  /** Further coordinates of the variances. */
  readonly at?: Readonly<Record<string, string | number>>;
  /** Whether every estimator is asked first if it applies. @default false */
  readonly asked?: boolean | undefined;
  readonly progress?: (share: number) => void;
  /** Where times are kept when all are taken, and pairs as they come. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** Cells of a comparison; the names of what is compared are their estimators'. */
export interface EqualCostCells {
  /** The baseline with one draw. */
  readonly baseline: Cell;
  /** The treatment with one draw, where there is one. */
  readonly treatment?: Cell;
  /** The baseline with as many draws as cost what the treatment does. */
  readonly matched?: Readonly<Record<"time" | "flops", Cell>>;
  /** Others with one gradient each, e.g. `rt-antithetic`. */
  readonly contenders: readonly Cell[];
}

/** What is compared, by name. */
export interface Comparison {
  /** What gets as many draws as cost the same. */
  readonly baseline: string;
  /** What is compared with it. @default nothing: all are measured with one gradient each */
  readonly treatment?: string;
  /** Others that are measured beside them, e.g. `rt-antithetic`. @default none */
  readonly contenders?: readonly string[];
}

/** A comparison and how much of it is measured. */
export interface ComparisonSettings extends Comparison {
  /** Gradients timed for each side. */
  readonly rounds: number;
  /** Pairs of gradients for each side. */
  readonly pairs: number;
  readonly batchSize: number;
}

/** Cells of a comparison, whose options say how many draws and what they are matched in. */
export function equalCostCells(
  { baseline, treatment, contenders = [] }: Comparison,
  cell: (estimator: string, options: Cell["options"]) => Cell,
): EqualCostCells {
  const options = (name: string) => getEstimator(name).options;
  const one = (name: string) => cell(name, { ...options(name), samples: 1 });
  const matched = (kind: "time" | "flops") =>
    cell(baseline, { ...options(baseline), samples: `matched to ${treatment}`, matched: kind });
  return {
    baseline: one(baseline),
    ...(treatment === undefined
      ? {}
      : { treatment: one(treatment), matched: { time: matched("time"), flops: matched("flops") } }),
    contenders: contenders.map(one),
  };
}

/** All cells of a comparison, in the order of their results. */
export function cellsOf({ baseline, treatment, matched, contenders }: EqualCostCells): Cell[] {
  return [
    baseline,
    ...(treatment === undefined ? [] : [treatment]),
    ...contenders,
    ...(matched === undefined ? [] : [matched.time, matched.flops]),
  ];
}

interface Side {
  readonly cell: Cell;
  readonly samples: number;
}

/** A model and a minibatch at which gradients are drawn. */
interface Place {
  readonly model: Model;
  readonly batch: Batch;
}

/** The baseline's draws that cost what one of the treatment does. */
interface Matched extends Side {
  /** Cost of the treatment's gradient over the baseline's. */
  readonly ratio: number;
}

/**
 * Finds K by the clock and by operations, times all sides interleaved, then measures their variances.
 *
 * What the clock decides goes to `timings`: the cell matched in time has `matched-samples`, `cost-ratio` and
 * `variance` there, the one matched in operations has them in `metrics`. See `experiments/equal_cost/experiment.ts`.
 */
export async function* equalCost(
  cells: EqualCostCells,
  options: EqualCostOptions & Place,
): AsyncGenerator<CellResult> {
  const { baseline, treatment, matched, contenders } = cells;
  const { progress = () => {}, checkpoints = NO_CHECKPOINTS } = options;
  const singles = [baseline, ...(treatment === undefined ? [] : [treatment]), ...contenders];
  const { able, unable } = sift(singles, whyNot(options));
  yield* unable;
  const missing = unable.find(({ cell }) => cell === baseline || cell === treatment);
  if (missing !== undefined && matched !== undefined) {
    const reason = `${missing.cell.estimator}: ${missing.reason}`;
    for (const cell of [matched.time, matched.flops]) yield { cell, status: "skipped", reason };
  }
  const matches = missing === undefined ? await matchedDraws(cells, options) : [];
  progress(0.2);
  const sides: (Side | Matched)[] = [...able.map((cell) => ({ cell, samples: 1 })), ...matches];
  const times = await keptValue(checkpoints, "times", () => timed(sides, options));
  progress(0.5);
  for (const [i, side] of sides.entries()) {
    const time = { name: "gradient-time", unit: "ms", values: times[i]! };
    const own = { ...options, checkpoints: within(checkpoints, `side ${i}`) };
    const found = [...("ratio" in side ? match(side) : []), ...await varianceOf(side, own)];
    if (side.cell === matched?.time) {
      yield { cell: side.cell, timings: [...found, time] };
    } else {
      const flops = flopsMetrics(await flopsOf(side, options));
      yield { cell: side.cell, metrics: [...found, ...flops], timings: [time] };
    }
    progress(0.5 + 0.5 * (i + 1) / sides.length);
  }
}

/** The reason against a side, where estimators are asked. */
function whyNot({ model, batch, asked }: EqualCostOptions & Place) {
  return ({ estimator }: Cell) => asked ? whyUnsupported(model, batch, getEstimator(estimator)) : undefined;
}

/** Draws of the baseline that are timed beside one: what a draw adds is a difference, whose noise they divide. */
const SEVERAL = 4;

/** K by the clock and by operations, from one draw of both sides and several of the baseline. */
async function matchedDraws(
  { baseline, treatment, matched }: EqualCostCells,
  options: EqualCostOptions & Place,
): Promise<Matched[]> {
  if (treatment === undefined || matched === undefined) return [];
  const sides = [
    { cell: baseline, samples: 1 },
    { cell: baseline, samples: SEVERAL },
    { cell: treatment, samples: 1 },
  ];
  const flops: GradientFlops[] = [];
  for (const side of sides) flops.push(await flopsOf(side, options));
  const { checkpoints = NO_CHECKPOINTS } = options;
  const times = (await keptValue(checkpoints, "times of matching", () => timed(sides, options))).map(median);
  // By the kernels' operations where all are known, otherwise by those of the estimators' formulas.
  const kind = flops.every(({ complete }) => complete) ? "measured" : "analytic";
  return [
    { cell: matched.time, ...drawsFor(times) },
    { cell: matched.flops, ...drawsFor(flops.map((each) => each[kind])) },
  ];
}

function drawsFor(costs: readonly number[]): Pick<Matched, "samples" | "ratio"> {
  const [one, several, budget] = costs as [number, number, number];
  return { samples: drawsForBudget({ one, several, count: SEVERAL, budget }), ratio: budget / one };
}

async function timed(
  sides: readonly Side[],
  { rounds, model, batch, key }: EqualCostOptions & Place,
): Promise<number[][]> {
  const sources = sides.map(({ cell, samples }) =>
    new RepeatedGradient(model, batch, { estimator: getEstimator(cell.estimator), samples })
  );
  try {
    const candidates = sides.map(({ cell }, i) => ({
      name: cell.estimator,
      run: (round: number) => sources[i]!.draw(foldIn(key, round)),
    }));
    return await interleave(candidates, { rounds });
  } finally {
    sources.forEach((source) => source.dispose());
  }
}

function flopsOf({ cell, samples }: Side, { model, batch, key }: Pick<EqualCostOptions, "key"> & Place) {
  return gradientFlops(model, batch, { estimator: getEstimator(cell.estimator), samples, key });
}

function varianceOf(
  { cell, samples }: Side,
  { model, batch, key, pairs, at = {}, checkpoints }: EqualCostOptions & Place,
): Promise<Metric[]> {
  const estimator = getEstimator(cell.estimator);
  return gradientVariance(model, batch, {
    estimator,
    samples,
    key,
    pairs,
    at: { ...at, samples },
    checkpoints,
  });
}

function match({ samples, ratio }: Matched): Metric[] {
  return [
    { name: "matched-samples", unit: "1", values: [samples] },
    { name: "cost-ratio", unit: "1", values: [ratio] },
  ];
}
