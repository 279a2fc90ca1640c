/**
 * Printed figures and unstated settings as metrics of a record, so that a report needs nothing else.
 * @module
 */
import type { Metric } from "../../store/mod.ts";
import type { Cell } from "../../types.ts";
import { paperModel, PUBLISHED, type PublishedFigure, UNSTATED, type UnstatedSetting } from "./published.ts";

/** The paper's name of an estimator: it knows one RT and one R2-G2. */
const PAPER_NAMES: Readonly<Record<string, PublishedFigure["estimator"]>> = {
  "rt": "rt",
  "rt-per-example": "rt",
  "lrt": "lrt",
  "r2g2": "r2g2",
  "r2g2-cg": "r2g2",
};

/** Printed figures of a cell's model and estimator, as metrics beside ours. */
export function publishedMetrics(cell: Cell, fits: (figure: PublishedFigure) => boolean): Metric[] {
  const wanted = PAPER_NAMES[cell.estimator];
  return PUBLISHED.filter((figure) =>
    figure.model === paperModel(cell.model) && figure.estimator === wanted && fits(figure)
  )
    .map(({ figure, estimator, unit, value, halfWidth }) => ({
      name: "published",
      unit,
      at: { figure, estimator, ...(halfWidth === undefined ? {} : { halfWidth }) },
      values: [value],
    }));
}

/** What the paper leaves unstated about a kind of model, and what is chosen here: metrics without values. */
export function unstatedMetrics(kind: Exclude<UnstatedSetting["models"], "all">): Metric[] {
  return UNSTATED.filter(({ models }) => models === "all" || models === kind).map(({ setting, choice }) => (
    { name: "unstated", unit: "1", at: { setting, choice }, values: [] }
  ));
}
