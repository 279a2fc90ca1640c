/**
 * Models whose layers partly keep an estimator of their own.
 * @module
 */
import {
  type LayerRule,
  layersOf,
  type Model,
  ruleFor,
  withLayerRules,
  type ZooModel,
} from "../../models/mod.ts";

/** A model of the zoo with the estimators of the layers that the rules name fixed. */
export function withFixedLayers(zoo: ZooModel, rules: readonly LayerRule[] = []): ZooModel {
  // A rule may name layers of the run's other models alone.
  const layers = layersOf(zoo.model);
  const own = rules.filter((rule) => layers.some((layer) => ruleFor([rule], layer) !== undefined));
  // The model keeps its kind, which its type cannot say.
  return { ...zoo, model: withLayerRules<Model>(zoo.model, own) } as ZooModel;
}
