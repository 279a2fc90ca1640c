/**
 * The part of `where_it_helps` about layers of weights: every combination of positions and inputs.
 * @module
 */
import { foldIn, getEstimator, UnsupportedError } from "../../../estimators/mod.ts";
import type { Cell, CellResult, Job, JobContext } from "../../types.ts";
import type { Metric } from "../../store/mod.ts";
import { keptValue, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import { type WeightSiteShape, weightSiteVariance } from "./weight_site_variance.ts";
import { conditionsNoise, estimatorOptions, purposeKey, skipped } from "../shared/cells.ts";
import { whereItHelpsContract } from "./contract.ts";

/** A grid of layers of weights: every combination of positions and inputs. */
export interface WeightSites {
  readonly estimators: readonly string[];
  /** P: positions of an example. */
  readonly positions: readonly number[];
  /** n: weights of a unit. */
  readonly inputs: readonly number[];
  /** O: units. */
  readonly units: number;
  /** B: examples of the minibatch. */
  readonly batch: number;
  /** Pairs of gradients for each estimator and size. */
  readonly pairs: number;
}

/** All of the grid; an estimator that takes no layer of weights has a skipped cell with its reason. */
export function weightJob({ estimators, positions, inputs, units, batch, pairs }: WeightSites): Job {
  const cells = estimators.map((estimator): Cell => ({
    experiment: whereItHelpsContract.name,
    model: "weight-site",
    estimator,
    options: { ...estimatorOptions(estimator), units, batchSize: batch, pairs },
    seed: 0,
  }));
  const shapes = positions.flatMap((outputs) =>
    inputs.map((n): WeightSiteShape => ({ outputs, inputs: n, units, batch }))
  );
  const work = shapes.reduce((sum, shape) => sum + batch * units * shape.outputs * shape.inputs, 0);
  return {
    name: "where_it_helps weights",
    cells,
    timed: false,
    seconds: 0.2 + 2 * pairs * cells.length * (shapes.length * 0.004 + work * 3e-9),
    run: (context) => measureWeights(shapes, { pairs, cells, context }),
  };
}

async function* measureWeights(
  shapes: readonly WeightSiteShape[],
  { pairs, cells, context }: {
    readonly pairs: number;
    readonly cells: readonly Cell[];
    readonly context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { checkpoints = NO_CHECKPOINTS } = context;
  for (const [i, cell] of cells.entries()) {
    const metrics: Metric[] = [];
    try {
      for (const [index, shape] of shapes.entries()) {
        const at = { ...shape };
        const place = { name: "variance", unit: "1", layer: "weights", at };
        const found = await keptValue(
          checkpoints,
          `${cell.estimator}, site ${index}`,
          () =>
            weightSiteVariance(shape, {
              estimator: getEstimator(cell.estimator),
              problem: foldIn(purposeKey(context.key, 0, "problem"), index),
              noise: foldIn(purposeKey(context.key, 0, "measurement"), index),
              pairs,
            }),
        );
        metrics.push(...Object.entries(found).map(([block, values]) => ({ ...place, block, values })));
        if (conditionsNoise(cell.estimator)) {
          const predicted = shape.inputs / Math.min(shape.outputs, shape.inputs);
          metrics.push({ ...place, name: "predicted-weight-reduction", values: [predicted] });
        }
        context.progress((i + (index + 1) / shapes.length) / cells.length);
      }
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      yield skipped(cell, error.message);
      continue;
    }
    yield { cell, metrics };
  }
}
