/**
 * Other objectives at the parameters of a VAE that is trained on its own: which, on which cells, and where a
 * combination with an estimator is biased.
 * @module
 */
import {
  boundObjective,
  type BoundSettings,
  type LayerRule,
  ruleFor,
  VAE_SITE,
  type ZooModel,
} from "../../../models/mod.ts";
import { conditionsNoise } from "../shared/cells.ts";
import { withFixedLayers } from "../../measure/fixed_layers.ts";
import type { Cell } from "../../types.ts";

/** Objectives that some models are measured under besides their own. */
export interface OtherObjectives {
  /** VAEs by their names in the zoo. */
  readonly models: readonly string[];
  /**
   * Two or more, each another bound and gradient: a report names what differs between cells of one estimator,
   * and would take a single one for the model's own.
   */
  readonly bounds: readonly BoundSettings[];
}

/** Estimators that go inside unless the user names others: both differentiate through the latent, as bounds ask. */
const INSIDE: readonly string[] = ["rt", "r2g2"];

/** A cell and the objective that it is measured under; its model's own where there is none. */
export interface ObjectiveCell {
  readonly cell: Cell;
  readonly bound?: BoundSettings;
}

/** A cell, its objective, and the layers that keep an estimator of their own. */
export interface PlacedCell extends ObjectiveCell {
  readonly layers?: readonly LayerRule[] | undefined;
}

/**
 * The cells of a model under other objectives, with options `bound` (`elbo stl`, `iwae dreg`, …) and
 * `boundSamples`, the K draws of one bound.
 *
 * @param cells those under the model's own objective, whose other options stay.
 * @throws {RangeError} for fewer than two bounds, or one that is not registered.
 */
export function underOtherObjectives(
  cells: readonly Cell[],
  { objectives, asked }: {
    readonly objectives: OtherObjectives | undefined;
    readonly asked: boolean;
  },
): ObjectiveCell[] {
  if (objectives === undefined) return [];
  const names = objectives.bounds.map(nameOf);
  if (new Set(names).size !== names.length || names.length < 2) {
    throw new RangeError(`objectives: got ${names.join(", ") || "none"}; wanted two or more, all different`);
  }
  return objectives.bounds.flatMap((bound) =>
    cells.filter(({ model }) => objectives.models.includes(model))
      .filter(({ estimator }) => asked || INSIDE.includes(estimator))
      .map((cell) => ({ cell: { ...cell, options: { ...cell.options, ...optionsOf(bound) } }, bound }))
  );
}

/**
 * Why the gradient of an objective with an estimator inside is biased, or cannot be; undefined where neither.
 *
 * R2-G2 conditions noise where the map at the pixels has fewer outputs than there are latents.
 */
export function whyBiased(
  { kind, model }: ZooModel,
  { cell, bound, layers = [] }: PlacedCell,
): string | undefined {
  if (bound === undefined) return undefined;
  if (kind !== "generative") return "the model has no latents that a bound could weight";
  const { objective, samples } = boundObjective(bound);
  const inside = ruleFor(layers, VAE_SITE)?.estimator.name ?? cell.estimator;
  const conditioned = conditionsNoise(inside) &&
    Number(model.options["firstMap"]) < Number(model.options["latents"]);
  const reason = objective.bias({ samples, conditioned });
  return reason === undefined ? undefined : `biased: ${reason}`;
}

/** The model under a cell's objective, with its layers' own estimators: the same variables, which its owner frees. */
export function underObjective(zoo: ZooModel, { bound, layers }: PlacedCell): ZooModel {
  if (bound === undefined || zoo.kind !== "generative") return zoo;
  return withFixedLayers({ ...zoo, model: zoo.model.withObjective(bound) }, layers);
}

function optionsOf(bound: BoundSettings): Cell["options"] {
  return { bound: nameOf(bound), boundSamples: boundObjective(bound).samples };
}

function nameOf(settings: BoundSettings): string {
  const { bound, gradient } = boundObjective(settings).objective;
  return `${bound} ${gradient}`;
}
