/**
 * Which layers repay R2-G2: the top one, the bottom one, or all of them?
 *
 * The treatment is placed on some layers, the baseline on all others; everything else is equal: checkpoint,
 * minibatch and keys. Placements: `none`, `bottom` (the layer at the image), `middle` (all between), `top`
 * (the last), `all`. A model without such a layer skips the cell: the paper treats one latent of a VAE, so
 * there the choice is `none` or `all`. Layers that the zoo places an estimator in (of the convolutional networks
 * all but the last four convolutions) keep it and are no choice.
 *
 * Records: one cell per placement. `estimator` is the treatment (the baseline for `none`), `options` have
 * `placement`, `elsewhere` (the baseline's name), `batchSize` and the estimator's own. Metrics: `variance`
 * (unit 1, half squared distances of pairs, with `layer` and `block`, at `{ step, placement, dimension }`)
 * and `flops` (unit flop, one gradient, at `{ kind: "measured", placement }`). Timings: `gradient-time`
 * (ms, one value per round, all placements interleaved, at `{ placement }`).
 * @module
 */
import { foldIn, getEstimator, isComposed, profile } from "../../../estimators/mod.ts";
import {
  type LayerRule,
  layersOf,
  type Model,
  parseLayerRules,
  ruleFor,
  type SampledChoice,
  zooEntry,
} from "../../../models/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { keptValue, NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { disposeBatch } from "../../measure/batches.ts";
import { gradientVariance } from "../../measure/gradient_variance.ts";
import { interleave } from "../../measure/interleave.ts";
import { oneGradient, RepeatedGradient } from "../../measure/one_gradient.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import { comparisonAt } from "../shared/asked.ts";
import { estimatorOptions, purposeKeys, skipped } from "../shared/cells.ts";
import { gradientSeconds, secondsOfGradients, secondsOfPairs } from "../shared/durations.ts";
import { layerChoiceContract } from "./contract.ts";

/** Settings of the experiment. */
export interface LayerChoiceSettings {
  readonly models: readonly string[];
  readonly baseline: string;
  readonly treatment: string;
  /** Training steps by the baseline before anything is measured. */
  readonly steps: number;
  /** Pairs of gradients for each placement. */
  readonly pairs: number;
  /** Gradients timed for each placement. */
  readonly rounds: number;
  readonly batchSize: number;
}

type Placement = "none" | "bottom" | "middle" | "top" | "all";

const TREATED: readonly Placement[] = ["bottom", "middle", "top", "all"];

/** Variance and cost of every placement. */
export const layerChoiceExperiment: Experiment<LayerChoiceSettings> = {
  contract: layerChoiceContract,
  layersCanBeFixed: false,
  jobs(settings, run) {
    const { baseline, treatment, contenders = [] } = comparisonAt(run, settings);
    const treatments = [...(treatment === undefined ? [] : [treatment]), ...contenders];
    return settings.models.map((model) => job(settings, { model, baseline, treatments, asked: run.asked }));
  },
};

interface Place extends Pick<RunSettings, "asked"> {
  readonly model: string;
  readonly baseline: string;
  readonly treatments: readonly string[];
}

function job(settings: LayerChoiceSettings, place: Place): Job {
  const { model, baseline, treatments } = place;
  const cell = (estimator: string, placement: Placement): Cell => ({
    experiment: layerChoiceContract.name,
    model,
    estimator,
    options: {
      ...estimatorOptions(estimator),
      placement,
      elsewhere: baseline,
      batchSize: settings.batchSize,
    },
    seed: 0,
  });
  const cells = [
    cell(baseline, "none"),
    ...treatments.flatMap((treatment) => TREATED.map((placement) => cell(treatment, placement))),
  ];
  return {
    name: `layer_choice ${model}`,
    cells,
    timed: true,
    seconds: secondsOf(settings, place),
    run: (context) => measure(settings, { ...place, cells, context }),
  };
}

function secondsOf(
  { steps, pairs, rounds }: LayerChoiceSettings,
  { model, baseline, treatments }: Place,
): number {
  const { layers, placement } = zooEntry(model);
  const rules = placement === undefined ? [] : parseLayerRules(placement);
  const choices = layers.filter((layer) => ruleFor(rules, layer) === undefined);
  const each = choices.length === 1 ? 1 : TREATED.length;
  const estimators = [baseline, ...treatments.flatMap((treatment) => Array(each).fill(treatment))];
  return steps * gradientSeconds(model, baseline) + secondsOfPairs(model, { estimators, pairs }) +
    secondsOfGradients(model, { estimators, each: rounds + 3 });
}

async function* measure(
  { steps, pairs, rounds, batchSize }: LayerChoiceSettings,
  { model: modelName, baseline, asked, cells, context }: Place & {
    readonly cells: readonly Cell[];
    readonly context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { placement: fixed } = zooEntry(modelName);
  const layers = fixed === undefined ? [] : parseLayerRules(fixed);
  const keys = purposeKeys(context.key, 0);
  const { checkpoints = NO_CHECKPOINTS } = context;
  const trainee = new ZooTrainee({
    model: modelName,
    layers,
    estimator: getEstimator(baseline),
    dataset: context.dataset,
    batchSize,
    keys,
    checkpoints,
  });
  const { model } = trainee.zoo;
  const batch = trainee.batches.at(steps);
  const key = keys.measurement;
  try {
    const sides = cells.map((cell): Side => {
      const placed = place(cell, { model, layers });
      if (placed.reason !== undefined || !asked) return { cell, ...placed };
      return { cell, ...placed, reason: trainee.whyUnsupported(placed.estimator) };
    });
    const apart = sides.filter(({ reason }) => reason === undefined);
    if (apart.length > 0) {
      // The baseline, or the first placement that the model takes.
      trainee.estimator = apart[0]!.estimator;
      await trainee.advanceTo(steps, (share) => context.progress(0.3 * share));
    }
    const sources = apart.map(({ estimator }) => new RepeatedGradient(model, batch, { estimator }));
    const times = await keptValue(checkpoints, "times", () =>
      interleave(
        apart.map(({ cell }, i) => ({
          name: String(cell.options["placement"]),
          run: (round) => sources[i]!.draw(foldIn(key, round)),
        })),
        { rounds, progress: (share) => context.progress(0.3 + 0.3 * share) },
      )).finally(() => sources.forEach((source) => source.dispose()));
    for (const [i, { cell, estimator, reason }] of sides.entries()) {
      const placement = String(cell.options["placement"]);
      if (reason !== undefined) {
        yield skipped(cell, reason);
        continue;
      }
      const { flops } = await profile(() => oneGradient(model, batch, { estimator, key }));
      const at = { step: steps, placement };
      const own = within(checkpoints, `cell ${i}`);
      yield {
        cell,
        metrics: [
          ...await gradientVariance(model, batch, { estimator, key, pairs, at, checkpoints: own }),
          { name: "flops", unit: "flop", at: { kind: "measured", placement }, values: [flops] },
        ],
        timings: [{
          name: "gradient-time",
          unit: "ms",
          at: { placement },
          values: times[apart.findIndex((side) => side.cell === cell)]!,
        }],
      };
      context.progress(0.6 + 0.4 * (i + 1) / sides.length);
    }
  } finally {
    disposeBatch(batch);
    trainee.dispose();
  }
}

/** What a cell draws with, or why it is not measured. */
interface Side {
  readonly cell: Cell;
  readonly estimator: SampledChoice;
  readonly reason?: string | undefined;
}

/** The estimator of every layer under a placement, or why there is no such placement. */
function place(
  { estimator: treatment, options }: Cell,
  { model, layers: rules }: { readonly model: Model; readonly layers: readonly LayerRule[] },
): Omit<Side, "cell"> {
  const layers = layersOf(model).filter((layer) => ruleFor(rules, layer) === undefined);
  const placement = options["placement"] as Placement;
  // Of `none` the cell's estimator is the baseline.
  if (placement === "none" || placement === "all") return { estimator: getEstimator(treatment) };
  const treated = {
    bottom: layers.slice(0, 1),
    middle: layers.slice(1, -1),
    top: layers.slice(-1),
  }[placement];
  const baseline = String(options["elsewhere"]);
  const estimator = (layer: string) => getEstimator(treated.includes(layer) ? treatment : baseline);
  if (layers.length === 1) {
    return { estimator, reason: `${model.name} has one treated layer, ${layers[0]}: see placement all` };
  }
  if (treated.length === 0) return { estimator, reason: `${model.name} has no layer between` };
  const composed = [treatment, baseline].find((name) => isComposed(getEstimator(name)));
  return composed === undefined ? { estimator } : {
    estimator,
    reason: `${composed} averages passes through the whole model: it has no place in single layers`,
  };
}
