/**
 * The part of `cost` about a single latent site: one gradient over a grid of sizes.
 * @module
 */
import { foldIn, getEstimator } from "../../../estimators/mod.ts";
import type { Metric } from "../../store/mod.ts";
import type { Cell, CellResult, Job, JobContext, RunSettings } from "../../types.ts";
import { siteCost, type SiteSize, whyUnsupportedAt } from "./site_cost.ts";
import { sift } from "../../measure/sift.ts";
import { estimatorsAt } from "../shared/asked.ts";
import { estimatorOptions, purposeKey } from "../shared/cells.ts";
import { costContract } from "./contract.ts";

/** Sizes at which a single site is measured: every combination. */
export interface CostGrid {
  /** m. */
  readonly outputs: readonly number[];
  /** n, all larger than every m. */
  readonly inputs: readonly number[];
  /** B. */
  readonly batches: readonly number[];
  /** Gradients timed for each estimator and size. */
  readonly rounds: number;
}

/** Estimators that differ at a latent before a map; at one vector an example both draws of RT are the same. */
const LATENT = ["rt", "score", "r2g2", "r2g2-cg"];

/**
 * All sizes of the grid, estimators interleaved at each.
 *
 * @throws {RangeError} if a site of the grid has not more variables than pre-activations.
 */
export function gridJob(grid: CostGrid, run: RunSettings): Job {
  const { outputs, inputs, batches, rounds } = grid;
  const sizes = outputs.flatMap((m) =>
    inputs.flatMap((n) => batches.map((B): SiteSize => ({ outputs: m, inputs: n, batch: B })))
  );
  const wide = sizes.find((size) => size.outputs >= size.inputs);
  if (wide !== undefined) {
    throw new RangeError(
      `cost: a site of ${wide.outputs} × ${wide.inputs} has no more variables than pre-activations; wanted n > m`,
    );
  }
  const cells = estimatorsAt(run, LATENT).map((estimator): Cell => (
    {
      experiment: costContract.name,
      model: "latent-site",
      estimator,
      options: estimatorOptions(estimator),
      seed: 0,
    }
  ));
  const entries = sizes.reduce((sum, { batch, ...size }) => sum + batch * size.outputs * size.inputs, 0);
  return {
    name: "cost latent-site",
    cells,
    timed: true,
    seconds: 0.2 + (rounds + 4) * cells.length * (sizes.length * 0.0015 + entries * 5e-9),
    run: (context) => measureGrid(sizes, { rounds, cells, context }),
  };
}

async function* measureGrid(
  sizes: readonly SiteSize[],
  { rounds, cells: planned, context }: {
    readonly rounds: number;
    readonly cells: readonly Cell[];
    readonly context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const key = purposeKey(context.key, 0, "problem");
  const { able: cells, unable } = sift(
    planned,
    ({ estimator }) => whyUnsupportedAt(sizes[0]!, { estimator: getEstimator(estimator), key }),
  );
  yield* unable;
  const found = cells.map(() => ({ metrics: [] as Metric[], timings: [] as Metric[] }));
  for (const [index, size] of sizes.entries()) {
    const costs = await siteCost(size, {
      estimators: cells.map(({ estimator }) => estimator),
      key: foldIn(key, index),
      rounds,
    });
    costs.forEach(({ metrics, timings }, i) => {
      found[i]!.metrics.push(...metrics);
      found[i]!.timings.push(...timings);
    });
    context.progress((index + 1) / sizes.length);
  }
  for (const [i, cell] of cells.entries()) yield { cell, ...found[i]! };
}
