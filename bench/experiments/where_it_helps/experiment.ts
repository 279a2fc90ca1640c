/**
 * For which sizes, anisotropy and correlation does R2-G2 reduce the gradient's variance?
 *
 * One Gaussian vector of n variables under one map to m pre-activations and a random quadratic loss: a grid
 * of (m, n), and the layers of the paper's models by name. The prediction n / min(m, n) is stored beside
 * what is measured; it is the noise's share of variance that an isotropic vector keeps.
 *
 * Records: model `quadratic-site`, one cell for each estimator, spread and correlation; `options` have
 * `spread` (largest over smallest scale), `correlation` (of every two variables; the family is diagonal at 0
 * and full above), `pairs` and the estimator's own. Metrics: `variance` (unit 1, one value per pair, paired
 * across estimators by their noise, `block` mean, scale or upstream) at
 * `{ outputs, inputs, spread, correlation }`, with `layer` `grid` or the name of a layer of the paper; and on
 * those that condition their noise `predicted-reduction` (unit 1, one value) at the same coordinates.
 *
 * Layers of weights, where that is asked for: model `weight-site`, one cell for each estimator, a minibatch of
 * `batch` examples under `units` vectors each. `variance` is at `{ outputs, inputs, units, batch }` with outputs
 * the positions P of an example, layer `weights`; on R2-G2's cells `predicted-weight-reduction` (one value),
 * n / min(P, n), over `rt-per-example`: over `rt` it also counts what drawing for each example gains.
 * @module
 */
import { foldIn, getEstimator } from "../../../estimators/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext } from "../../types.ts";
import type { Metric } from "../../store/mod.ts";
import { keptValue, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import { type SiteShape, siteVariance } from "./site_variance.ts";
import { conditionsNoise, estimatorOptions, purposeKey, skipped } from "../shared/cells.ts";
import { weightJob, type WeightSites } from "./weight_sites.ts";
import { whereItHelpsContract } from "./contract.ts";

/** Settings of the experiment. */
export interface WhereItHelpsSettings {
  readonly baseline: string;
  readonly treatment: string;
  /** m of the grid. */
  readonly outputs: readonly number[];
  /** n of the grid. */
  readonly inputs: readonly number[];
  /** Largest scale over the smallest. */
  readonly spreads: readonly number[];
  /** Correlations of every two variables, 0 for a diagonal family. */
  readonly correlations: readonly number[];
  /** Largest n of a correlated site: its scale has n² entries. */
  readonly mostCorrelatedInputs: number;
  /** Whether the layers of the paper are measured too, at spread and correlation of each job. */
  readonly layers: boolean;
  /** Pairs of gradients for each estimator and site. */
  readonly pairs: number;
  /** Layers of weights, as convolutions have them. @default none */
  readonly weights?: WeightSites;
}

/** Layers of the paper's models, and the narrow map of this package's, as one Gaussian vector each. */
export const NAMED_LAYERS: readonly {
  readonly layer: string;
  readonly outputs: number;
  readonly inputs: number;
}[] = [
  { layer: "VAE 50→200", outputs: 200, inputs: 50 },
  { layer: "VAE 200→50", outputs: 50, inputs: 200 },
  { layer: "dense 784", outputs: 1, inputs: 784 },
  { layer: "dense 1024", outputs: 1, inputs: 1024 },
  { layer: "conv 2×2 positions, 4608", outputs: 4, inputs: 4608 },
  { layer: "conv 4×4 positions, 2304", outputs: 16, inputs: 2304 },
  { layer: "conv 8×8 positions, 36", outputs: 64, inputs: 36 },
];

/** A heat map of measured reductions. */
export const whereItHelpsExperiment: Experiment<WhereItHelpsSettings> = {
  contract: whereItHelpsContract,
  recordKilobytes: 300,
  jobs(settings, run) {
    const estimators = run.asked ? run.estimators : [settings.baseline, settings.treatment];
    const grid = settings.spreads.flatMap((spread) =>
      settings.correlations.map((correlation) =>
        job(settings, { noise: { spread, correlation }, estimators })
      )
    );
    if (settings.weights === undefined) return grid;
    return [...grid, weightJob({ ...settings.weights, ...(run.asked ? { estimators } : {}) })];
  },
};

type Noise = Pick<SiteShape, "spread" | "correlation">;

function job(
  settings: WhereItHelpsSettings,
  { noise, estimators }: { readonly noise: Noise; readonly estimators: readonly string[] },
): Job {
  const cells = estimators.map((estimator): Cell => ({
    experiment: whereItHelpsContract.name,
    model: "quadratic-site",
    estimator,
    options: { ...estimatorOptions(estimator), ...noise, pairs: settings.pairs },
    seed: 0,
  }));
  const entries = sites(settings, noise).reduce((sum, { outputs, inputs }) => sum + outputs * inputs, 0);
  return {
    name: `where_it_helps spread ${noise.spread} correlation ${noise.correlation}`,
    cells,
    timed: false,
    seconds: 0.2 + settings.pairs * entries * 4e-7,
    run: (context) => measure(settings, { noise, cells, context }),
  };
}

interface Site extends SiteShape {
  readonly layer: string;
}

function sites(settings: WhereItHelpsSettings, noise: Noise): Site[] {
  const grid = settings.outputs.flatMap((outputs) =>
    settings.inputs.map((inputs) => ({ layer: "grid", outputs, inputs }))
  );
  const all = [...grid, ...settings.layers ? NAMED_LAYERS : []].map((site) => ({ ...site, ...noise }));
  return noise.correlation === 0 ? all : all.filter(({ inputs }) => inputs <= settings.mostCorrelatedInputs);
}

async function* measure(
  settings: WhereItHelpsSettings,
  { noise, cells, context }: { noise: Noise; cells: readonly Cell[]; context: JobContext },
): AsyncGenerator<CellResult> {
  const all = sites(settings, noise);
  const { checkpoints = NO_CHECKPOINTS } = context;
  for (const [i, cell] of cells.entries()) {
    const metrics: Metric[] = [];
    try {
      for (const [index, site] of all.entries()) {
        const measured = () => siteMetrics(site, { cell, settings, context });
        metrics.push(...await keptValue(checkpoints, `${cell.estimator}, site ${index}`, measured));
        context.progress((i + (index + 1) / all.length) / cells.length);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      yield skipped(cell, error.message);
      continue;
    }
    yield { cell, metrics };
  }
}

async function siteMetrics(
  { layer, ...shape }: Site,
  { cell, settings, context }: {
    cell: Cell;
    settings: WhereItHelpsSettings;
    context: JobContext;
  },
): Promise<Metric[]> {
  const { outputs, inputs } = shape;
  const place = (purpose: "problem" | "measurement") =>
    foldIn(foldIn(purposeKey(context.key, 0, purpose), outputs), inputs);
  const at = { ...shape };
  const found = await siteVariance(shape, {
    estimator: getEstimator(cell.estimator),
    problem: place("problem"),
    noise: place("measurement"),
    pairs: settings.pairs,
  });
  const metrics: Metric[] = Object.entries(found).map(([block, values]) => (
    { name: "variance", unit: "1", layer, block, at, values }
  ));
  if (conditionsNoise(cell.estimator)) {
    metrics.push({
      name: "predicted-reduction",
      unit: "1",
      layer,
      at,
      values: [inputs / Math.min(outputs, inputs)],
    });
  }
  return metrics;
}
