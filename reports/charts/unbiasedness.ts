/**
 * z-scores of every coordinate of every estimator's mean gradient.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { type CoordinateRow, unbiasedness } from "../analysis/unbiasedness.ts";
import { groupBy } from "../analysis/select.ts";
import { compareEstimators, estimatorStyle, NEUTRAL } from "./styles.ts";
import {
  axisTitle,
  CONFIG,
  distinct,
  inlineData,
  panelWidth,
  pointChannels,
  SCHEMA,
  tooltips,
} from "./theme.ts";
import type { Chart, Layout, Row } from "./types.ts";

/** Largest |z| that the chart draws at its place; beyond, points are drawn at the edge. */
const EDGE = 12;
/** Ticks of one line; of more scores, evenly spaced ranks are drawn. */
const MOST_TICKS = 200;

/** Strip of z-scores per estimator and negative control. */
export const unbiasednessChart: Chart = {
  name: "unbiasedness",
  experiment: "unbiasedness",
  rows: (records) => {
    const labels = groupBy(unbiasedness(records).coordinates, labelOf);
    const rows = [...labels].flatMap(([label, group]) =>
      thinned(group).map(({ cell: _cell, ...row }) => ({
        ...row,
        label,
        estimator: row.control === "" ? row.estimator : NEUTRAL,
        drawn: Math.max(-EDGE, Math.min(EDGE, row.z)),
      }))
    );
    const order = (row: Row) => Number(row["control"] !== "");
    return rows.sort((a, b) => order(a) - order(b) || compareEstimators(a.estimator, b.estimator));
  },
  title: () => "z-scores of the mean gradient",
  caption: () =>
    `One tick per coordinate of the gradient (of more than ${MOST_TICKS} a line, evenly spaced ranks), on linear ` +
    "and quadratic objectives with known gradients: " +
    `(mean − exact) / standard error. An unbiased estimator stays within about ±4; each negative control, ` +
    `which is wrong on purpose, must not. Scores beyond ±${EDGE} are drawn at the edge.`,
  spec: strips,
};

function labelOf({ control, estimator }: CoordinateRow): string {
  return control === "" ? estimatorStyle(estimator).label : `control: ${control.replaceAll("-", " ")}`;
}

/** All scores, or evenly spaced ranks of many, the smallest and the largest included. */
function thinned(rows: readonly CoordinateRow[]): readonly CoordinateRow[] {
  if (rows.length <= MOST_TICKS) return rows;
  const sorted = [...rows].sort((a, b) => a.z - b.z);
  return Array.from(
    { length: MOST_TICKS },
    (_, i) => sorted[Math.round(i * (sorted.length - 1) / (MOST_TICKS - 1))] as CoordinateRow,
  );
}

function strips(rows: readonly Row[], layout: Layout): TopLevelSpec {
  const labels = distinct(rows, "label");
  const y = {
    field: "label",
    type: "nominal",
    sort: labels,
    title: null,
    axis: { grid: true, domain: false, ticks: false, labelPadding: 8, labelLimit: 220 },
  };
  const { color } = pointChannels(rows) as { color: object };
  const fields = {
    label: "estimator",
    objective: "objective",
    site: "site",
    block: "block",
    coordinate: "coordinate",
    z: "z",
  };
  return {
    $schema: SCHEMA,
    title: axisTitle("z = (mean − exact gradient) / standard error", layout),
    data: inlineData(rows),
    width: panelWidth(layout, { labels, columns: 1 }),
    height: { step: 22 },
    layer: [-4, 4].map((datum) => ({
      mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
      encoding: { x: { datum } },
    })).concat([{
      mark: { type: "tick", thickness: 1.5, size: 13, opacity: 0.75 },
      encoding: {
        x: {
          field: "drawn",
          type: "quantitative",
          scale: { domain: [-EDGE, EDGE] },
          axis: { title: null, tickCount: 7 },
        },
        y,
        color,
        tooltip: tooltips(rows, fields),
      },
    } as never]),
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
