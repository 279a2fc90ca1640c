/**
 * z-scores of every coordinate of every estimator's mean gradient.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { type CoordinateRow, unbiasedness } from "./rows.ts";
import { groupBy } from "../../analysis/select.ts";
import { formatNumber, plural } from "../../look/format.ts";
import { compareEstimators, estimatorStyle, NEUTRAL } from "../../look/styles.ts";
import {
  axisTitle,
  CONFIG,
  distinct,
  inlineData,
  panelWidth,
  pointChannels,
  SCHEMA,
  tooltips,
} from "../../look/theme.ts";
import type { Chart, Layout, Row } from "../../look/chart.ts";

/** Largest |z| that the chart draws at its place; beyond, points are drawn at the edge. */
const EDGE = 12;
/** Room beside the last place, so that ticks there are not cut. */
const MARGIN = 0.4;
/** Ticks of one line; of more scores, evenly spaced ranks are drawn. */
const MOST_TICKS = 60;
/** An unbiased estimator's scores stay within, but for one in 16 000. */
const USUAL = 4;

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
        drawn: Number(Math.max(-EDGE, Math.min(EDGE, row.z)).toFixed(2)),
      }))
    );
    const order = (row: Row) => Number(row["control"] !== "");
    return rows.sort((a, b) => order(a) - order(b) || compareEstimators(a.estimator, b.estimator));
  },
  title: () => "z-scores of the mean gradient",
  caption: (rows) =>
    `${
      takeAway(rows)
    } One tick per coordinate of the gradient (of more than ${MOST_TICKS} a line, evenly spaced ` +
    "ranks with both ends), on linear and quadratic objectives with known gradients: " +
    `(mean − exact) / standard error. An unbiased estimator stays within about ±${USUAL}; each negative control, ` +
    `which is wrong on purpose, must not. Scores beyond ±${EDGE} are drawn at the edge.`,
  spec: strips,
};

/** The largest scores of estimators, and whether every control is found. */
function takeAway(rows: readonly Row[]): string {
  const lines = [...groupBy(rows, ({ label }) => String(label)).values()].map((line) => ({
    control: line[0]?.["control"] !== "",
    largest: Math.max(...line.map(({ z }) => Math.abs(Number(z)))),
  }));
  const [controls, estimators] = [true, false].map((control) =>
    lines.filter((line) => line.control === control)
  );
  const found = controls!.filter(({ largest }) => largest > USUAL).length;
  return [
    ...(estimators!.length === 0
      ? []
      : [`No estimator's score is beyond ±${
        formatNumber(Math.max(...estimators!.map(({ largest }) => largest)), 2)
      }.`]),
    ...(controls!.length === 0 ? [] : [
      `${found} of ${plural(controls!.length, "negative control")} ${
        found === 1 ? "is" : "are"
      } beyond ±${USUAL}.`,
    ]),
  ].join(" ");
}

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

/** Some fields of a row, its score to four digits: there are many. */
function shown(row: Row, fields: readonly string[]): Row {
  const kept = Object.fromEntries(fields.map((field) => [field, row[field] ?? ""]));
  return { ...kept, z: Number(Number(row["z"]).toPrecision(4)) };
}

function strips(rows: readonly Row[], layout: Layout): TopLevelSpec {
  const labels = distinct(rows, "label");
  const y = {
    field: "label",
    type: "nominal",
    sort: labels,
    title: null,
    axis: {
      grid: true,
      domain: false,
      ticks: false,
      labelPadding: 8,
      labelLimit: layout === "wide" ? 320 : 180,
    },
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
    data: inlineData(rows.map((row) => shown(row, [...Object.keys(fields), "estimator", "drawn"]))),
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
          scale: { domain: [-EDGE - MARGIN, EDGE + MARGIN], nice: false },
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
