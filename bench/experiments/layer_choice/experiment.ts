/**
 * Which layers repay R2-G2: the top one, the bottom one, or all of them?
 *
 * The treatment is placed on some layers, the baseline on all others; everything else is equal: checkpoint,
 * minibatch and keys. Placements: `none`, `bottom` (the layer at the image), `middle` (all between), `top`
 * (the last), `all`. A model without such a layer skips the cell: the paper treats one latent of a VAE, so
 * there the choice is `none` or `all`. Layers that the zoo places an estimator in (of the convolutional networks
 * all but the last four convolutions) keep it and are no choice.
 *
 * Records: one cell a placement. `estimator` is the treatment (the baseline for `none`), `options` have
 * `placement`, `elsewhere` (the baseline's name), `batchSize` and the estimator's own. Metrics: `variance`
 * (unit 1, half squared distances of pairs, with `layer` and `block`, at `{ step, placement, dimension }`)
 * and `flops` (unit flop, one gradient, at `{ kind: "measured", placement }`). Timings: `gradient-time`
 * (ms, one value a round, all placements taking turns, at `{ placement }`).
 * @module
 */
import { type Estimator, foldIn, getEstimator, profile } from "../../../estimators/mod.ts";
import {
  type LayerRule,
  layersOf,
  type Model,
  parseLayerRules,
  ruleFor,
  zooEntry,
} from "../../../models/mod.ts";
import type { Cell, CellResult, Experiment, JobContext } from "../../types.ts";
import { disposeBatch } from "../../measure/batches.ts";
import { gradientVariance } from "../../measure/gradient_variance.ts";
import { interleave } from "../../measure/interleave.ts";
import { oneGradient } from "../../measure/one_gradient.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
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

const PLACEMENTS: readonly Placement[] = ["none", "bottom", "middle", "top", "all"];

/** Variance and cost of every placement. */
export const layerChoiceExperiment: Experiment<LayerChoiceSettings> = {
  contract: layerChoiceContract,
  layersCanBeFixed: false,
  jobs(settings) {
    return settings.models.map((model) => {
      const cells = PLACEMENTS.map((placement): Cell => {
        const estimator = placement === "none" ? settings.baseline : settings.treatment;
        return {
          experiment: layerChoiceContract.name,
          model,
          estimator,
          options: {
            ...estimatorOptions(estimator),
            placement,
            elsewhere: settings.baseline,
            batchSize: settings.batchSize,
          },
          seed: 0,
        };
      });
      return {
        name: `layer_choice ${model}`,
        cells,
        timed: true,
        seconds: secondsOf(settings, model),
        run: (context) => measure(settings, { modelName: model, cells, context }),
      };
    });
  },
};

function secondsOf(
  { baseline, treatment, steps, pairs, rounds }: LayerChoiceSettings,
  model: string,
): number {
  const estimators = [baseline, ...model.startsWith("vae") ? [treatment] : Array(4).fill(treatment)];
  return steps * gradientSeconds(model, baseline) + secondsOfPairs(model, { estimators, pairs }) +
    secondsOfGradients(model, { estimators, each: rounds + 3 });
}

async function* measure(
  settings: LayerChoiceSettings,
  { modelName, cells, context }: { modelName: string; cells: Cell[]; context: JobContext },
): AsyncGenerator<CellResult> {
  const { steps, pairs, rounds, batchSize } = settings;
  const { placement: fixed } = zooEntry(modelName);
  const layers = fixed === undefined ? [] : parseLayerRules(fixed);
  const keys = purposeKeys(context.key, 0);
  const trainee = new ZooTrainee({
    model: modelName,
    layers,
    estimator: getEstimator(settings.baseline),
    dataset: context.dataset,
    batchSize,
    keys,
  });
  const { model } = trainee.zoo;
  const batch = trainee.batches.at(steps);
  const key = keys.measurement;
  try {
    await trainee.advanceTo(steps, (share) => context.progress(0.3 * share));
    const sides = cells.map((cell) => ({ cell, ...place(model, cell, { ...settings, layers }) }));
    const apart = sides.filter(({ reason }) => reason === undefined);
    const times = await interleave(
      apart.map(({ cell, estimator }) => ({
        name: String(cell.options["placement"]),
        run: (round) => oneGradient(model, batch, { estimator, key: foldIn(key, round) }),
      })),
      { rounds, progress: (share) => context.progress(0.3 + 0.3 * share) },
    );
    for (const [i, { cell, estimator, reason }] of sides.entries()) {
      const placement = String(cell.options["placement"]);
      if (reason !== undefined) {
        yield skipped(cell, reason);
        continue;
      }
      const { flops } = await profile(() => oneGradient(model, batch, { estimator, key }));
      const at = { step: steps, placement };
      yield {
        cell,
        metrics: [
          ...await gradientVariance(model, batch, { estimator, key, pairs, at }),
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

/** The estimator of every layer under a placement, or why there is no such placement. */
function place(
  model: Model,
  { options }: Cell,
  { baseline, treatment, layers: rules }: LayerChoiceSettings & { readonly layers: readonly LayerRule[] },
): { estimator: (layer: string) => Estimator; reason?: string } {
  const layers = layersOf(model).filter((layer) => ruleFor(rules, layer) === undefined);
  const chosen: Readonly<Record<Placement, readonly string[]>> = {
    none: [],
    bottom: layers.slice(0, 1),
    middle: layers.slice(1, -1),
    top: layers.slice(-1),
    all: layers,
  };
  const placement = options["placement"] as Placement;
  const treated = chosen[placement];
  const estimator = (layer: string) => getEstimator(treated.includes(layer) ? treatment : baseline);
  if (placement === "none" || placement === "all") return { estimator };
  if (layers.length === 1) {
    return { estimator, reason: `${model.name} has one treated layer, ${layers[0]}: see placement all` };
  }
  return treated.length > 0 ? { estimator } : { estimator, reason: `${model.name} has no layer between` };
}
