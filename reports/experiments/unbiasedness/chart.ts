/**
 * z-scores of every coordinate of every estimator's mean gradient.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { groupBy } from "../../analysis/select.ts";
import type { Chart, Layout, Mark } from "../../look/chart.ts";
import { formatNumber, plural } from "../../look/format.ts";
import { seriesLabel, seriesName } from "../../look/series.ts";
import { compareEstimators, NEUTRAL } from "../../look/styles.ts";
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
import { controlLabel, type CoordinateRow, thinned, type UnbiasednessRows } from "./rows.ts";

/** Largest |z| that the chart draws at its place; beyond, points are drawn at the edge. */
const EDGE = 12;
/** Room beside the last place, so that ticks there are not cut. */
const MARGIN = 0.4;
/** Ticks of one line; of more scores, evenly spaced ranks are drawn. */
const MOST_TICKS = 60;
/** An unbiased estimator's scores stay within, but for one in 16 000. */
const USUAL = 4;

/** Strip of z-scores per estimator and negative control. */
export const unbiasednessChart: Chart<UnbiasednessRows> = {
  name: "unbiasedness",
  marks: ({ coordinates }) => {
    const labels = groupBy(coordinates, labelOf);
    const marks = [...labels].flatMap(([label, group]) =>
      thinned(group, MOST_TICKS).map((row) => {
        const { cell: _cell, variant: _variant, ...shown } = row;
        return {
          ...shown,
          label,
          estimator: row.control === "" ? seriesName(row) : NEUTRAL,
          drawn: Number(Math.max(-EDGE, Math.min(EDGE, row.z)).toFixed(2)),
        };
      })
    );
    const order = (mark: Mark) => Number(mark["control"] !== "");
    return marks.sort((a, b) => order(a) - order(b) || compareEstimators(a.estimator, b.estimator));
  },
  title: () => "z-scores of the mean gradient",
  caption: (marks) =>
    `${
      takeAway(marks)
    } One tick per coordinate of the gradient (of more than ${MOST_TICKS} a line, evenly spaced ` +
    "ranks with both ends), on linear and quadratic objectives with known gradients: " +
    `(mean − exact) / standard error. An unbiased estimator stays within about ±${USUAL}; each negative control, ` +
    `which is wrong on purpose, must not. Scores beyond ±${EDGE} are drawn at the edge.`,
  spec: strips,
};

/** The largest scores of estimators, and whether every control is found. */
function takeAway(marks: readonly Mark[]): string {
  const lines = [...groupBy(marks, ({ label }) => String(label)).values()].map((line) => ({
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

function labelOf(row: CoordinateRow): string {
  return row.control === "" ? seriesLabel(row) : `control: ${controlLabel(row)}`;
}

/** Some fields of a mark, its score to four digits: there are many. */
function shown(mark: Mark, fields: readonly string[]): Mark {
  const kept = Object.fromEntries(fields.map((field) => [field, mark[field] ?? ""]));
  return { ...kept, z: Number(Number(mark["z"]).toPrecision(4)) };
}

function strips(marks: readonly Mark[], layout: Layout): TopLevelSpec {
  const labels = distinct(marks, "label");
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
  const { color } = pointChannels(marks) as { color: object };
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
    data: inlineData(marks.map((mark) => shown(mark, [...Object.keys(fields), "estimator", "drawn"]))),
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
        tooltip: tooltips(marks, fields),
      },
    } as never]),
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
