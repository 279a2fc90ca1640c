/**
 * Some layers keep an estimator of their own, whatever a cell compares: those that `--layers` names, and
 * those that the model's entry in the zoo places.
 *
 * A cell whose model has such layers says so in its option `layers`, one `layer=estimator` for each; all other
 * cells stay as they are. Experiments that place estimators by themselves are left alone.
 * @module
 */
import {
  checkPatterns,
  isModel,
  type LayerRule,
  parseLayerRules,
  ruleFor,
  zooEntry,
} from "../../models/mod.ts";
import { experimentOf } from "../experiments/registry.ts";
import type { Cell, Job } from "../types.ts";

/**
 * Jobs with the rules applied to the cells whose models have layers that the rules name; beyond the rules a
 * model's own placement holds.
 *
 * @throws {RangeError} for text that is no rules, or a pattern that fits no layer of any model of the jobs.
 */
export function fixLayers(jobs: readonly Job[], text?: string): Job[] {
  const rules = text === undefined ? [] : parseLayerRules(text);
  const models = [
    ...new Set(jobs.flatMap(({ cells }) => cells.filter(canBeFixed).map(({ model }) => model))),
  ];
  checkPatterns(rules, Object.fromEntries(models.map((model) => [model, zooEntry(model).layers])));
  return jobs.map((job) => {
    const all = [...rules, ...placementOf(job)];
    const fixed = new Map(job.cells.map((cell) => [cell, withOption(cell, all)]));
    if (job.cells.every((cell) => fixed.get(cell) === cell)) return job;
    return {
      ...job,
      cells: [...fixed.values()],
      async *run(context) {
        for await (const result of job.run({ ...context, layers: all })) {
          yield { ...result, cell: fixed.get(result.cell) ?? result.cell };
        }
      },
    };
  });
}

/** What the zoo places in the job's model, which all its cells share. */
function placementOf({ cells }: Job): LayerRule[] {
  const model = cells[0]?.model ?? "";
  const placement = isModel(model) ? zooEntry(model).placement : undefined;
  return placement === undefined ? [] : parseLayerRules(placement);
}

/** The cell with the layers that the rules fix in its model; the very same cell where they fix none. */
function withOption(cell: Cell, rules: readonly LayerRule[]): Cell {
  const layers = canBeFixed(cell) ? zooEntry(cell.model).layers : [];
  const fixed = layers.flatMap((layer) => {
    const rule = ruleFor(rules, layer);
    return rule === undefined ? [] : [`${layer}=${rule.estimator.name}`];
  });
  return fixed.length === 0 ? cell : { ...cell, options: { ...cell.options, layers: fixed.join(",") } };
}

function canBeFixed({ experiment, model }: Cell): boolean {
  return (experimentOf(experiment)?.layersCanBeFixed ?? true) && isModel(model);
}
