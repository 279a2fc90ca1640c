/**
 * A suite's experiments as the flags narrow them: by name, by model, by the length of training runs.
 *
 * A suite is plain data, so that what an experiment calls its models is known without running it: a list
 * `models`, or numbers of training steps by model under `steps`.
 * @module
 */
import { type ModelSpec, modelSpec, modelText, zooEntry } from "../../models/mod.ts";
import { parseBudget } from "../budget/mod.ts";
import { nearestName } from "../nearest.ts";
import { experimentNames } from "../experiments/registered.ts";
import type { Suite } from "../suites/mod.ts";

/** What flags ask for; everything left out is the suite's. */
export interface Choice {
  /** Experiments by name. */
  readonly experiments?: readonly string[];
  /** Models by name, with settings where some are chosen; experiments without one of them are left out. */
  readonly models?: readonly string[];
  /** Models of plugins: where the flag names one, every experiment with a list of models has it. @default none */
  readonly addedModels?: readonly string[];
  /** Replaces the budgets of training experiments; one in steps also the lengths of the replicated runs. */
  readonly budget?: string;
}

type Experiments = Suite["experiments"];
type Settings = Readonly<Record<string, unknown>>;

/**
 * The experiments that a choice leaves, with their settings.
 *
 * @throws {RangeError} for an experiment that does not exist, a model that none of the chosen experiments has,
 * and a budget that cannot be read.
 */
export function chosenExperiments(experiments: Experiments, choice: Choice): Experiments {
  const all = experimentNames();
  for (const name of choice.experiments ?? []) {
    if (!all.includes(name)) throw new RangeError(`unknown experiment ${nearestName(name, all)}`);
  }
  const named = Object.entries(experiments)
    .filter(([name]) => choice.experiments?.includes(name) ?? true)
    .map(([name, settings]): [string, Settings] => [name, { ...settings }]);
  const ofModels = choice.models === undefined ? named : onlyModels(named, choice.models, choice.addedModels);
  return Object.fromEntries(
    ofModels.map(([name, settings]) => [name, withBudget(settings, choice.budget)]),
  ) as Experiments;
}

function onlyModels(
  experiments: readonly [string, Settings][],
  models: readonly string[],
  added: readonly string[] = [],
) {
  const hasList = (settings: Settings) => Array.isArray(settings["models"]);
  const listed = experiments.map(([name, settings]): [string, Settings] => [
    name,
    hasList(settings) ? { ...settings, models: [...settings["models"] as string[], ...added] } : settings,
  ]);
  return narrowedTo(listed, models);
}

function narrowedTo(experiments: readonly [string, Settings][], models: readonly string[]) {
  const known = [...new Set(experiments.flatMap(([, settings]) => modelsOf(settings) ?? []))];
  if (known.length === 0) {
    throw new RangeError(`models ${models.join(", ")}: the chosen experiments have none to choose from`);
  }
  // By the text that every spelling of the same settings has.
  const specs = new Map(models.map((text) => {
    const spec = modelSpec(text);
    if (!known.includes(text) && !known.includes(spec.name)) {
      throw new RangeError(`unknown model ${nearestName(text, known)}`);
    }
    requireSettings(spec);
    return [modelText(spec), spec.name];
  }));
  const asked = [...specs].map(([text, name]): Asked => ({ text, name }));
  return experiments
    .filter(([, settings]) => {
      const inPlace = standIns(settings, asked);
      return modelsOf(settings)?.some((model) => inPlace(model).length > 0);
    })
    .map(([name, settings]): [string, Settings] => [name, narrowed(settings, asked)]);
}

/** A model that a flag names, with settings where some are chosen, and without. */
interface Asked {
  readonly text: string;
  readonly name: string;
}

/** What stands in for a model of one experiment: itself, or where the experiment does not have those settings, them. */
function standIns(settings: Settings, asked: readonly Asked[]): (model: string) => string[] {
  const own = modelsOf(settings) ?? [];
  const replaced = ({ text, name }: Asked) => own.includes(text) ? text : name;
  return (model) => asked.filter((each) => replaced(each) === model).map(({ text }) => text);
}

/** @throws {RangeError} for settings that the model does not have or take. */
function requireSettings(spec: ModelSpec): void {
  if (Object.keys(spec.options).length > 0) zooEntry(spec);
}

function modelsOf({ models, steps }: Settings): readonly string[] | undefined {
  if (Array.isArray(models)) return models;
  return isByModel(steps) ? Object.keys(steps) : undefined;
}

function narrowed(settings: Settings, asked: readonly Asked[]): Settings {
  const { models: all, steps, byModel } = settings;
  const inPlace = standIns(settings, asked);
  return {
    ...settings,
    ...(Array.isArray(all) ? { models: all.flatMap(inPlace) } : {}),
    ...(isByModel(steps)
      ? {
        steps: Object.fromEntries(
          Object.entries(steps).flatMap(([model, count]) => inPlace(model).map((text) => [text, count])),
        ),
      }
      : {}),
    ...(isByModel<unknown>(byModel) ? { byModel: { ...byModel, ...inherited(byModel, asked) } } : {}),
  };
}

/** What is otherwise for a model is so for it with settings, unless the suite says more of those. */
function inherited(byModel: Readonly<Record<string, unknown>>, asked: readonly Asked[]) {
  return Object.fromEntries(
    asked.filter(({ text, name }) => !Object.hasOwn(byModel, text) && Object.hasOwn(byModel, name))
      .map(({ text, name }) => [text, byModel[name]]),
  );
}

function withBudget(settings: Settings, budget: string | undefined): Settings {
  if (budget === undefined) return settings;
  if ("budgets" in settings) return { ...settings, budgets: [budget] };
  const { kind, limit } = parseBudget(budget);
  const { steps } = settings;
  return kind === "steps" && isByModel(steps)
    ? { ...settings, steps: Object.fromEntries(Object.keys(steps).map((model) => [model, limit])) }
    : settings;
}

function isByModel<T = number>(value: unknown): value is Readonly<Record<string, T>> {
  return typeof value === "object" && value !== null;
}
