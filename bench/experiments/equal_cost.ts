/**
 * Is R2-G2 worth its compute, against RT with as many samples as cost the same?
 *
 * K is measured, not guessed: the ratio of interleaved gradient times, rounded to a whole number of draws.
 * What depends on K is decided by the clock and stored as such; the report adds the work-normalised
 * variance (variance × time), which needs no rounding.
 * @module
 */
import { foldIn, getEstimator } from "../../estimators/mod.ts";
import type { Cell, CellResult, Experiment, JobContext } from "../types.ts";
import type { Metric } from "../store/mod.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { gradientVariance } from "../measure/gradient_variance.ts";
import { median } from "../stats/mod.ts";
import { interleave } from "../measure/interleave.ts";
import { zooEntry } from "../model_zoo.ts";
import { estimatorOptions, purposeKey } from "./cells.ts";
import { gradient } from "./cost.ts";

/** Settings of the experiment. */
export interface EqualCostSettings {
  readonly models: readonly string[];
  readonly baseline: string;
  readonly treatment: string;
  /** Gradients timed for each side. */
  readonly rounds: number;
  /** Pairs of gradients for each side. */
  readonly pairs: number;
  readonly batchSize: number;
}

/** Draws beyond which a baseline is not run: the answer is clear, and memory is not. */
const MOST_SAMPLES = 64;

/** Variance at equal cost. */
export const equalCostExperiment: Experiment<EqualCostSettings> = {
  name: "equal_cost",
  question: "Is R2-G2 worth its compute, against RT with as many samples as cost the same?",
  jobs(settings) {
    return settings.models.map((model) => {
      const cells = cellsOf(settings, model);
      return {
        name: `equal_cost ${model}`,
        cells,
        timed: true,
        seconds: 3 * settings.rounds * 0.05 + 4 * settings.pairs * 0.1,
        run: (context) => measure(settings, { model, cells, context }),
      };
    });
  },
};

/** Baseline with one draw, treatment with one draw, baseline with as many draws as cost the same. */
function cellsOf({ baseline, treatment, batchSize }: EqualCostSettings, model: string): Cell[] {
  const cell = (estimator: string, samples: number | string): Cell => ({
    experiment: "equal_cost",
    model,
    estimator,
    options: { ...estimatorOptions(estimator), samples, batchSize },
    seed: 0,
  });
  return [cell(baseline, 1), cell(treatment, 1), cell(baseline, `matched to ${treatment}`)];
}

async function* measure(
  settings: EqualCostSettings,
  { model: modelName, cells, context }: { model: string; cells: Cell[]; context: JobContext },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress } = context;
  const { baseline, treatment, rounds, pairs, batchSize } = settings;
  const zoo = zooEntry(modelName).build(dataset, purposeKey(runKey, 0, "parameters"));
  const batch = trainingBatches(dataset, {
    batchSize,
    key: purposeKey(runKey, 0, "batches"),
    binarised: zoo.kind === "generative",
  }).at(0);
  const measurementKey = purposeKey(runKey, 0, "measurement");
  const timed = (sides: readonly { estimator: string; samples: number }[]) =>
    interleave(
      sides.map((side) => ({
        name: side.estimator,
        run: (round) => gradient(zoo.model, batch, { ...side, key: foldIn(measurementKey, round) }),
      })),
      { rounds },
    );
  const variance = (estimator: string, samples: number): Promise<Metric[]> =>
    gradientVariance(zoo.model, batch, {
      estimator: getEstimator(estimator),
      samples,
      key: measurementKey,
      pairs,
      at: { samples },
    });
  try {
    const single = await timed([{ estimator: baseline, samples: 1 }, { estimator: treatment, samples: 1 }]);
    progress(0.2);
    const ratio = median(single[1]!) / median(single[0]!);
    const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(ratio)));
    const [one, other, many] = await timed([
      { estimator: baseline, samples: 1 },
      { estimator: treatment, samples: 1 },
      { estimator: baseline, samples },
    ]);
    progress(0.5);
    yield { cell: cells[0]!, metrics: await variance(baseline, 1), timings: [gradientTime(one!)] };
    progress(0.7);
    yield { cell: cells[1]!, metrics: await variance(treatment, 1), timings: [gradientTime(other!)] };
    progress(0.8);
    yield {
      cell: cells[2]!,
      timings: [
        { name: "matched-samples", unit: "1", values: [samples] },
        { name: "cost-ratio", unit: "1", values: [ratio] },
        ...await variance(baseline, samples),
        gradientTime(many!),
      ],
    };
  } finally {
    disposeBatch(batch);
    zoo.model.dispose();
  }
}

function gradientTime(values: number[]): Metric {
  return { name: "gradient-time", unit: "ms", values };
}
