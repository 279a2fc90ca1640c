/**
 * Which estimator each layer uses, as text: `conv5=r2g2,conv*=rt,dense*=lrt,*=rt`; the first match wins.
 *
 * A pattern is a layer's name in which `*` stands for any characters and `?` for one. Layers that no rule
 * names keep the estimator that the objective is given.
 * @module
 */
import { didYouMean } from "../estimators/did_you_mean.ts";
import { type Estimator, getEstimator, isComposed, withNoise } from "../estimators/mod.ts";
import type { EstimatorChoice, Model } from "./types.ts";

/** One rule: the estimator of every layer that the pattern fits and no earlier rule does. */
export interface LayerRule {
  /** A layer's name, with `*` for any characters and `?` for one. */
  readonly pattern: string;
  /** What these layers use. */
  readonly estimator: Estimator;
}

/**
 * Rules from text, `pattern=estimator` separated by commas, in their order.
 *
 * @throws {RangeError} for a rule without `=`, an empty or repeated pattern, an unknown estimator, or one that
 * averages several draws.
 * @example
 * ```ts
 * import { parseLayerRules, ruleFor } from "./layer_choice.ts";
 * const rules = parseLayerRules("conv5=r2g2,conv*=rt,*=lrt");
 * const used = ["conv5", "conv1", "dense1"].map((layer) => ruleFor(rules, layer)?.estimator.name);
 * console.assert(used.join() === "r2g2,rt,lrt");
 * ```
 */
export function parseLayerRules(text: string): LayerRule[] {
  const rules = text.split(",").map((rule) => {
    const [pattern, name, ...rest] = rule.split("=").map((part) => part.trim());
    if (pattern === undefined || pattern === "" || name === undefined || name === "" || rest.length > 0) {
      throw new RangeError(
        `layers: rule ${JSON.stringify(rule.trim())}; wanted PATTERN=ESTIMATOR, such as conv*=rt`,
      );
    }
    const estimator = getEstimator(name);
    if (isComposed(estimator)) {
      throw new RangeError(
        `layers: rule ${
          JSON.stringify(rule.trim())
        }: ${name} averages the losses of several draws of the whole ` +
          "model; wanted an estimator of one draw, such as rt or r2g2",
      );
    }
    return { pattern, estimator };
  });
  const repeated = rules.find(({ pattern }, i) => rules.findIndex((rule) => rule.pattern === pattern) < i);
  if (repeated === undefined) return rules;
  throw new RangeError(
    `layers: pattern ${JSON.stringify(repeated.pattern)} has two rules; the first would always win`,
  );
}

/** The first rule that fits a layer's name. */
export function ruleFor(rules: readonly LayerRule[], layer: string): LayerRule | undefined {
  return rules.find(({ pattern }) => matches(pattern, layer));
}

/** Layers that a model asks an estimator for, first layer first. */
export function layersOf({ blocks }: Pick<Model, "blocks">): string[] {
  // A block may belong to a part of a layer, such as `last-layer/factor`.
  return [...new Set(blocks.map(({ layer }) => layer.split("/")[0]!))];
}

/**
 * The same model with some layers' estimators fixed; the others use what the objective is given.
 *
 * @throws {RangeError} for a pattern that fits no layer, naming the model's layers and the nearest.
 * @example
 * ```ts
 * import { getEstimator, key, useBackend } from "../estimators/mod.ts";
 * import { bnnMlp } from "./bnn/mlp.ts";
 * import { parseLayerRules, withLayerRules } from "./layer_choice.ts";
 *
 * await useBackend("cpu");
 * const mlp = bnnMlp({ key: key(0), trainingExamples: 10, widths: [4, 3, 2] });
 * const treated = withLayerRules(mlp, parseLayerRules("dense2=r2g2")); // dense1 as the caller says
 * console.assert(treated.parameters === mlp.parameters);
 * ```
 */
export function withLayerRules<M extends Model>(model: M, rules: readonly LayerRule[]): M {
  if (rules.length === 0) return model;
  checkPatterns(rules, { [model.name]: layersOf(model) });
  return {
    ...model,
    objective: (batch, options) =>
      model.objective(batch, { ...options, estimator: chosenByLayer(rules, options.estimator) }),
  };
}

/** Estimators by the rules, and beyond them by another choice. */
export function chosenByLayer(rules: readonly LayerRule[], otherwise: EstimatorChoice): EstimatorChoice {
  const other = (layer: string) => typeof otherwise === "function" ? otherwise(layer) : otherwise;
  return (layer) => {
    const own = ruleFor(rules, layer)?.estimator;
    // Passes whose noise depends on each other have all of it so.
    return own === undefined ? other(layer) : withNoise(own, other(layer).noise);
  };
}

/**
 * Checks that every pattern fits a layer of some model.
 *
 * @param layers layers by the model's name.
 * @throws {RangeError} for one that does not, naming all layers and the nearest.
 */
export function checkPatterns(
  rules: readonly LayerRule[],
  layers: Readonly<Record<string, readonly string[]>>,
): void {
  const all = [...new Set(Object.values(layers).flat())];
  const idle = rules.find(({ pattern }) => !all.some((layer) => matches(pattern, layer)));
  if (idle === undefined) return;
  const known = Object.entries(layers).map(([model, names]) => `${model}: ${names.join(", ")}`);
  throw new RangeError(
    `layers: ${JSON.stringify(idle.pattern)} fits no layer${didYouMean(idle.pattern, all)}` +
      (known.length === 0 ? " (no model of this run has any to choose)" : ` (layers of ${known.join("; ")})`),
  );
}

function matches(pattern: string, layer: string): boolean {
  const source = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(layer);
}
