/**
 * A model and its settings as a user writes them: `mlp@log-sigma=-3`, `transformer@log-sigma=-3@tokens=4`.
 * @module
 */
import { didYouMean } from "../estimators/did_you_mean.ts";
import type { ModelEntry, ModelOptions, ModelSetting } from "./zoo_entry.ts";

/** A registered model by its name, and what of it is chosen. */
export interface ModelSpec {
  /** Name of the model. */
  readonly name: string;
  /** Its settings, as far as they are chosen; none is as it is registered. */
  readonly options: ModelOptions;
}

/**
 * Name and settings of a text, settings in the order of their names.
 *
 * @throws {RangeError} for text that is no model, a setting that is given twice, or a value that is no number.
 * @example
 * ```ts
 * import { modelSpec } from "./model_spec.ts";
 * const { name, options } = modelSpec("mlp@log-sigma=-3");
 * console.assert(name === "mlp" && options["log-sigma"] === -3);
 * ```
 */
export function modelSpec(text: string): ModelSpec {
  const [name = "", ...settings] = text.split("@");
  const wanted = `model ${
    JSON.stringify(text)
  }: wanted NAME or NAME@SETTING=NUMBER, such as mlp@log-sigma=-3`;
  const options: Record<string, number> = {};
  for (const part of settings.sort()) {
    const [, setting = "", value = ""] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(part) ?? [];
    if (setting === "" || !Number.isFinite(Number(value)) || value.trim() !== value) {
      throw new RangeError(wanted);
    }
    if (Object.hasOwn(options, setting)) throw new RangeError(`${wanted}; ${setting} is given twice`);
    options[setting] = Number(value);
  }
  return { name, options };
}

/** The text of a model and its settings, which {@linkcode modelSpec} reads: one text for one model. */
export function modelText({ name, options }: ModelSpec): string {
  const settings = Object.entries(options).sort().map(([setting, value]) => `${setting}=${value}`);
  return [name, ...settings].join("@");
}

/**
 * An entry with settings.
 *
 * @throws {RangeError} for a setting that the model does not have or that does not take its value, with those that
 * it has and takes.
 */
export function configuredEntry(entry: ModelEntry, options: ModelOptions): ModelEntry {
  const chosen = Object.entries(options);
  if (chosen.length === 0) return entry;
  const { name, settings = {}, configured } = entry;
  const known = Object.keys(settings);
  for (const [setting, value] of chosen) {
    if (!Object.hasOwn(settings, setting) || configured === undefined) {
      const has = known.length === 0 ? "it has none" : `settings: ${known.join(", ")}`;
      throw new RangeError(
        `model ${name}: unknown setting ${JSON.stringify(setting)}${didYouMean(setting, known)} (${has})`,
      );
    }
    const { takes, wanted } = settings[setting]!;
    if (!takes(value)) throw new RangeError(`model ${name}: ${setting} is ${value}; wanted ${wanted}`);
  }
  return configured!(options);
}

/** The setting of Bayesian networks: ln σ of every weight at the start. */
export const LOG_SIGMA: ModelSetting = {
  meaning: "natural logarithm of every weight's standard deviation at the start",
  wanted: "a number from -20 to 0",
  takes: (value) => value >= -20 && value <= 0,
};
