/**
 * Is R2-G2 worth its compute, against RT with as many samples as cost the same?
 *
 * K is measured, not guessed, once in time and once in floating-point operations: K draws cost a + bK where they
 * share work, such as a VAE's encoder, and a and b are those of one and of several draws, timed interleaved or counted
 * by the kernels that ran (by the estimators' own formulas where a kernel's cost is unknown). The report adds
 * the work-normalised variance (variance × cost), which needs no rounding, and the break-even number of draws.
 *
 * Records: six cells for each model. `options` have the estimator's own, `batchSize`, and `samples`: 1 for the
 * baseline, the treatment and the contenders (`rt-antithetic`, `r2g2-antithetic`: one gradient of theirs is a
 * pair of opposite noises, `draws` 2); `matched to r2g2` for the baseline with K draws, where `matched` is
 * `time` or `flops`. Metrics: `variance` (unit 1, pairs, with `layer` and `block`, at `{ samples, dimension }`)
 * and `flops` at `{ kind: "measured" }` and, for the layers' draws alone, `{ kind: "analytic" }`; matched cells
 * also have `matched-samples` (K) and `cost-ratio` (treatment over baseline, single gradients, unrounded). What
 * K depends on decides where these are: in `timings` for the cell matched in time, in `metrics` for the one
 * matched in operations, which repeats with its seed. Timing of every cell: `gradient-time` (ms, one value a
 * round, all cells interleaved).
 * @module
 */
import { innerName } from "../../../estimators/mod.ts";
import type { Cell, CellResult, Experiment, JobContext, RunSettings } from "../../types.ts";
import { disposeBatch, trainingBatches } from "../../measure/batches.ts";
import {
  cellsOf,
  type ComparisonSettings,
  equalCost,
  type EqualCostCells,
  equalCostCells,
} from "../../measure/matched_draws.ts";
import { withFixedLayers } from "../../measure/fixed_layers.ts";
import { zooEntry } from "../../../models/mod.ts";
import { comparisonAt } from "../shared/asked.ts";
import { purposeKey } from "../shared/cells.ts";
import { secondsOfGradients, secondsOfPairs } from "../shared/durations.ts";
import { equalCostContract } from "./contract.ts";

/** Settings of the experiment. */
export interface EqualCostSettings extends ComparisonSettings {
  readonly models: readonly string[];
  /** Rounds and pairs by model, where gradients are expensive. @default `rounds` and `pairs` of all */
  readonly fewer?: Readonly<Record<string, Partial<Pick<ComparisonSettings, "rounds" | "pairs">>>>;
}

/** Variance at equal cost. */
export const equalCostExperiment: Experiment<EqualCostSettings> = {
  contract: equalCostContract,
  jobs(all, run) {
    return all.models.map((model) => {
      const { estimators } = zooEntry(model);
      const contenders = (all.contenders ?? []).filter((name) => estimators.includes(innerName(name)));
      const comparison = comparisonAt(run, { ...all, contenders });
      const settings = { ...all, ...all.fewer?.[model], ...comparison };
      const cells = equalCostCells(comparison, (estimator, options): Cell => (
        {
          experiment: equalCostContract.name,
          model,
          estimator,
          options: { ...options, batchSize: settings.batchSize },
          seed: 0,
        }
      ));
      return {
        name: `equal_cost ${model}`,
        cells: cellsOf(cells),
        timed: true,
        seconds: secondsOf(settings, model),
        run: (context) => measure({ ...settings, asked: run.asked }, { model, cells, context }),
      };
    });
  },
};

/** Baseline and treatment are timed twice, the baseline's matched draws take the treatment's time. */
function secondsOf(
  { baseline, treatment = baseline, contenders = [], rounds, pairs }: EqualCostSettings,
  model: string,
): number {
  const pair = contenders.flatMap((name) => [innerName(name), innerName(name)]);
  const sides = [baseline, treatment, treatment, treatment, ...pair];
  return secondsOfGradients(model, {
    estimators: [...sides, ...Array(5).fill(baseline), treatment],
    each: rounds + 4,
  }) + secondsOfPairs(model, { estimators: sides, pairs });
}

async function* measure(
  settings: EqualCostSettings & Pick<RunSettings, "asked">,
  { model: modelName, cells, context }: { model: string; cells: EqualCostCells; context: JobContext },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress, checkpoints } = context;
  const { kind, model } = withFixedLayers(
    zooEntry(modelName).build(dataset, purposeKey(runKey, 0, "parameters")),
    context.layers,
  );
  const batch = trainingBatches(dataset, {
    batchSize: settings.batchSize,
    key: purposeKey(runKey, 0, "batches"),
    binarised: kind === "generative",
  }).at(0);
  const key = purposeKey(runKey, 0, "measurement");
  try {
    yield* equalCost(cells, { ...settings, model, batch, key, progress, checkpoints });
  } finally {
    disposeBatch(batch);
    model.dispose();
  }
}
