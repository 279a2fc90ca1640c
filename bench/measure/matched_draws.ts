/**
 * Variance at equal cost: a treatment with one draw, against a baseline with as many as cost the same, in time
 * and in floating-point operations, and beside them contenders such as antithetic pairs.
 * @module
 */
import { foldIn, type Key } from "../../estimators/mod.ts";
import type { Batch, Model } from "../../models/mod.ts";
import { drawsForBudget, median } from "../stats/mod.ts";
import type { Metric } from "../store/mod.ts";
import type { Cell, CellResult } from "../types.ts";
import { flopsMetrics, type GradientFlops, gradientFlops } from "./flops.ts";
import { gradientVariance } from "./gradient_variance.ts";
import { interleave } from "./interleave.ts";
import { oneGradient } from "./one_gradient.ts";
import { getSampled, sampledOptions } from "./sampled.ts";

/** Settings of {@linkcode equalCost}. */
export interface EqualCostOptions extends Pick<ComparisonSettings, "rounds" | "pairs"> {
  readonly key: Key;
  /** Further coordinates of the variances. */
  readonly at?: Readonly<Record<string, string | number>>;
  readonly progress?: (share: number) => void;
}

/** Cells of a comparison; the names of what is compared are their estimators'. */
export interface EqualCostCells {
  /** The baseline with one draw. */
  readonly baseline: Cell;
  /** The treatment with one draw. */
  readonly treatment: Cell;
  /** The baseline with as many draws as cost what the treatment does. */
  readonly matched: Readonly<Record<"time" | "flops", Cell>>;
  /** Others with one gradient each, e.g. `rt-antithetic`. */
  readonly contenders: readonly Cell[];
}

/** What is compared, by name. */
export interface Comparison {
  /** What gets as many draws as cost the same. */
  readonly baseline: string;
  /** What is compared with it. */
  readonly treatment: string;
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
  const one = (name: string) => cell(name, { ...sampledOptions(name), samples: 1 });
  const matched = (kind: "time" | "flops") =>
    cell(baseline, { ...sampledOptions(baseline), samples: `matched to ${treatment}`, matched: kind });
  return {
    baseline: one(baseline),
    treatment: one(treatment),
    matched: { time: matched("time"), flops: matched("flops") },
    contenders: contenders.map(one),
  };
}

/** All cells of a comparison, in the order of their results. */
export function cellsOf({ baseline, treatment, matched, contenders }: EqualCostCells): Cell[] {
  return [baseline, treatment, ...contenders, matched.time, matched.flops];
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

/** Timed gradients before K is known. */
interface Single {
  /** Milliseconds: baseline, several draws of the baseline, treatment. */
  readonly times: readonly number[];
  readonly flops: readonly GradientFlops[];
}

/**
 * Finds K by the clock and by operations, times all sides in turns, then measures their variances.
 *
 * What the clock decides goes to `timings`: the cell matched in time has `matched-samples`, `cost-ratio` and
 * `variance` there, the one matched in operations has them in `metrics`. See `experiments/equal_cost/experiment.ts`.
 */
export async function* equalCost(
  cells: EqualCostCells,
  { model, batch, ...options }: EqualCostOptions & Place,
): AsyncGenerator<CellResult> {
  const place = { model, batch };
  const { baseline, treatment, matched, contenders } = cells;
  const { progress = () => {} } = options;
  const first = await singleGradients(cells, { ...options, ...place });
  progress(0.2);
  const byTime = { cell: matched.time, samples: drawsIn(first.times) };
  const { draws: operations, kind } = operationDraws(first.flops);
  const byFlops = { cell: matched.flops, samples: operations };
  const sides: Side[] = [baseline, treatment, ...contenders].map((cell) => ({ cell, samples: 1 }));
  const all = [...sides, byTime, byFlops];
  const [ofBaseline, , ofTreatment] = first.flops;
  const known = new Map([[baseline, ofBaseline], [treatment, ofTreatment]]);
  const times = await timed(all, { ...options, ...place });
  progress(0.5);
  for (const [i, { cell, samples }] of all.entries()) {
    const side = { cell, samples };
    const variance = await varianceOf(side, { ...options, ...place });
    const counted = known.get(cell) ?? await flopsOf(side, { ...options, ...place });
    const timings = [{ name: "gradient-time", unit: "ms", values: times[i]! }];
    if (cell === matched.time) {
      const ratio = first.times[2]! / first.times[0]!;
      yield { cell, timings: [...match(samples, ratio), ...variance, ...timings] };
    } else if (cell === matched.flops) {
      const ratio = first.flops[2]![kind] / first.flops[0]![kind];
      yield { cell, metrics: [...match(samples, ratio), ...variance, ...flopsMetrics(counted)], timings };
    } else {
      yield { cell, metrics: [...variance, ...flopsMetrics(counted)], timings };
    }
    progress(0.5 + 0.5 * (i + 1) / all.length);
  }
}

/** Draws of the baseline that are timed beside one: what a draw adds is a difference, whose noise they divide. */
const SEVERAL = 4;

/** What one draw of both sides and several of the baseline cost. */
async function singleGradients(
  { baseline, treatment }: EqualCostCells,
  options: EqualCostOptions & Place,
): Promise<Single> {
  const sides = [
    { cell: baseline, samples: 1 },
    { cell: baseline, samples: SEVERAL },
    { cell: treatment, samples: 1 },
  ];
  const flops: GradientFlops[] = [];
  for (const side of sides) flops.push(await flopsOf(side, options));
  return { flops, times: (await timed(sides, options)).map(median) };
}

function drawsIn([one, several, budget]: readonly number[]): number {
  return drawsForBudget({ one: one!, several: several!, count: SEVERAL, budget: budget! });
}

/** By the kernels' operations where all are known, otherwise by those of the estimators' formulas. */
function operationDraws(flops: readonly GradientFlops[]): { draws: number; kind: "measured" | "analytic" } {
  const kind = flops.every(({ complete }) => complete) ? "measured" : "analytic";
  return { draws: drawsIn(flops.map((each) => each[kind])), kind };
}

function timed(
  sides: readonly Side[],
  { rounds, ...options }: EqualCostOptions & Place,
): Promise<number[][]> {
  return interleave(
    sides.map((side) => ({
      name: side.cell.estimator,
      run: (round) => once(side, { ...options, key: foldIn(options.key, round) }),
    })),
    { rounds },
  );
}

function once({ cell, samples }: Side, { model, batch, key }: Pick<EqualCostOptions, "key"> & Place) {
  return oneGradient(model, batch, { estimator: getSampled(cell.estimator), samples, key });
}

function flopsOf({ cell, samples }: Side, { model, batch, key }: Pick<EqualCostOptions, "key"> & Place) {
  return gradientFlops(model, batch, { estimator: getSampled(cell.estimator), samples, key });
}

function varianceOf(
  { cell, samples }: Side,
  { model, batch, key, pairs, at = {} }: EqualCostOptions & Place,
): Promise<Metric[]> {
  const estimator = getSampled(cell.estimator);
  return gradientVariance(model, batch, { estimator, samples, key, pairs, at: { ...at, samples } });
}

function match(samples: number, ratio: number): Metric[] {
  return [
    { name: "matched-samples", unit: "1", values: [samples] },
    { name: "cost-ratio", unit: "1", values: [ratio] },
  ];
}
