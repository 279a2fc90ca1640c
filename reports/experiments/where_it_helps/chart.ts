/**
 * Measured against predicted variance reduction: every size, and the paper's layers by name.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { formatNumber } from "../../look/format.ts";
import { dotChart } from "../../look/dots.ts";
import { NEUTRAL } from "../../look/styles.ts";
import {
  CONFIG,
  distinct,
  inlineData,
  logAxis,
  logScale,
  logSpan,
  panelWidth,
  pointChannels,
  SCHEMA,
  tooltips,
  topLegend,
} from "../../look/theme.ts";
import { type Chart, ends, type Layout, type Mark } from "../../look/chart.ts";
import { evenestLayers, type ReductionRow, settingOf } from "./rows.ts";

const MEASURED = "measured";

/** Points of the two blocks share a size; they are drawn this factor beside it. */
const ASIDE: Readonly<Record<string, number>> = { scale: 0.93, upstream: 1.07 };

/** Reduction against prediction, one panel per spread and correlation. */
export const reductionSettingsChart: Chart<readonly ReductionRow[]> = {
  name: "where-it-helps-settings",
  appendix: true,
  marks: (rows) =>
    rows.map((row) => ({
      ...place(row),
      estimator: row.block === "scale" ? "r2g2" : NEUTRAL,
      label: `${row.block} block`,
      drawn: row.predicted * (ASIDE[row.block] ?? 1),
      ...ends(row.reduction),
    })),
  title: () => "Variance reduction against prediction, by scales and correlation",
  caption: () =>
    "Variance of RT over that of R2-G2, against n / min(m, n), for n scales and m outputs; lines are 95 % " +
    "intervals over pairs of gradients. On the dashed line the prediction is exact; at 1 nothing is gained.",
  spec: scatter,
};

/** The paper's layers. */
export const paperLayersChart: Chart<readonly ReductionRow[]> = {
  name: "where-it-helps-layers",
  appendix: true,
  marks: (rows) =>
    evenestLayers(rows)
      .flatMap((
        row,
      ) => [
        { ...place(row), label: MEASURED, estimator: "r2g2", ...ends(row.reduction) },
        {
          ...{ ...place(row), label: "n / min(m, n)", estimator: NEUTRAL },
          ...{ value: row.predicted, low: row.predicted, high: row.predicted },
        },
      ]),
  title: () => "Variance reduction at the sizes of the paper's layers",
  caption: (marks) =>
    `${
      sharesOfPrediction(marks)
    }Variance of RT over that of R2-G2 for one uncorrelated Gaussian vector of each ` +
    "layer's true size (n scales, m outputs), with 95 % intervals, at the most even scales that were measured; " +
    "diamonds are the prediction n / min(m, n). The table has the other scales.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Variance of RT over that of R2-G2",
      scale: "log",
      panels: "panel",
      columns: 2,
      lines: "layer",
      rule: 1,
      lineHeight: 24,
      legend: true,
      tooltip: {
        layer: "layer",
        panel: "panel",
        label: "series",
        value: "reduction",
        low: "from",
        high: "to",
      },
    }),
};

/** The least and the largest share of its prediction that a layer reaches, by block. */
function sharesOfPrediction(marks: readonly Mark[]): string {
  const measured = marks.filter(({ label, predicted }) => label === MEASURED && Number(predicted) > 1);
  const words = distinct(measured, "block").map((block) => {
    const shares = measured.filter((mark) => mark["block"] === block)
      .map((mark) => Number(mark["value"]) / Number(mark["predicted"]));
    const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => formatNumber(share, 2));
    return `${block} ${least} to ${most}`;
  });
  return words.length === 0 ? "" : `Of the predicted reduction R2-G2 reaches: ${words.join(", ")}. `;
}

function place(row: ReductionRow): Mark {
  const { layer, block, outputs, inputs, spread, correlation, predicted } = row;
  const setting = settingOf(row);
  return {
    ...{ layer, block, outputs, inputs, spread, correlation, setting, predicted },
    panel: `${block}, spread ${spread}${correlation === 0 ? "" : `, ρ ${correlation}`}`,
  };
}

function scatter(marks: readonly Mark[], layout: Layout): TopLevelSpec {
  const settings = distinct(marks, "setting");
  const columns = layout === "wide" ? (settings.length > 4 ? 3 : Math.min(2, settings.length)) : 1;
  const width = panelWidth(layout, { labels: ["1000 00"], columns }) - 30;
  const ends = marks.flatMap((mark) => [mark["low"], mark["high"], mark["predicted"]] as number[]);
  const [least, most] = logSpan(ends);
  const span: [number, number] = [least / 1.3, most * 1.3];
  const scale = logScale(span, ends);
  const axis = logAxis(span);
  const legend = topLegend(marks, columns * width);
  const channels = pointChannels(marks, legend);
  const x = {
    field: "drawn",
    type: "quantitative",
    scale,
    axis: { ...axis, title: "n / min(m, n) (log scale)" },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale,
    axis: { ...axis, title: "RT / R2-G2 (log scale)" },
  });
  const ends2 = { values: [{ drawn: span[0], value: span[0] }, { drawn: span[1], value: span[1] }] };
  const tooltip = tooltips(marks, {
    ...{ layer: "layer", label: "gradient of", outputs: "m", inputs: "n", predicted: "prediction" },
    ...{ value: "reduction", low: "from", high: "to" },
  });
  return {
    $schema: SCHEMA,
    data: inlineData(marks),
    facet: { field: "setting", type: "nominal", sort: settings, title: null },
    columns,
    spacing: { row: 28, column: 24 },
    spec: {
      width,
      height: columns > 2 ? 180 : 230,
      layer: [
        {
          data: ends2,
          mark: { type: "line", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
          encoding: { x, y: y("value") },
        },
        {
          mark: { type: "rule", strokeWidth: 1.5 },
          encoding: { x, y: y("low"), y2: { field: "high" }, color: channels["color"] },
        },
        {
          mark: { type: "point", filled: true, size: 45 },
          encoding: { x, y: y("value"), ...channels, tooltip },
        },
      ],
    },
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
