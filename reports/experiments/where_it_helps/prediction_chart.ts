/**
 * Measured against predicted variance reduction in one scatter, the paper's layers on it by name.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { type Chart, ends, type Layout, type Mark } from "../../look/chart.ts";
import { formatNumber, formatSpan, listing } from "../../look/format.ts";
import { NEUTRAL } from "../../look/styles.ts";
import {
  CONFIG,
  fading,
  inlineData,
  LEGEND_TOGGLE,
  logAxis,
  logScale,
  logSpan,
  panelWidth,
  pointChannels,
  SCHEMA,
  tooltips,
  topLegend,
} from "../../look/theme.ts";
import { evenestLayers, GRID, type ReductionRow } from "./rows.ts";

/** Nearer than this on both axes, in decades, names share a place. */
const TOGETHER = 0.03;

/** Sizes at the most even scales, uncorrelated, and the paper's layers. */
export const whereItHelpsChart: Chart<readonly ReductionRow[]> = {
  name: "where-it-helps",
  marks: (rows) => {
    const grid = rows.filter(({ layer, correlation }) => layer === GRID && correlation === 0);
    const least = Math.min(...grid.map(({ spread }) => spread));
    const shown = [...grid.filter(({ spread }) => spread === least), ...evenestLayers(rows)];
    return named(shown.map((row): Mark => {
      const { layer, block, outputs, inputs, predicted, reduction } = row;
      return {
        ...{ layer: layer === GRID ? "a size of the grid" : layer, block, outputs, inputs, predicted },
        size: layer === GRID ? 28 : 90,
        estimator: block === "scale" ? "r2g2" : NEUTRAL,
        label: block === "scale" ? "gradient of the scales" : "gradient upstream",
        ...ends(reduction),
      };
    }));
  },
  title: () => "Variance reduction against prediction",
  caption: (marks) =>
    `${
      takeAway(marks)
    } Variance of RT over that of R2-G2, for n Gaussians that enter m pre-activations, against ` +
    "n / min(m, n); large marks are the paper's layers at their true sizes. On the dashed line the prediction is exact; at 1 " +
    "nothing is gained. Equal scales, uncorrelated; lines are 95 % intervals.",
  spec: scatter,
};

/** The names of layers beside their marks of the scale's gradient, once where several fall together. */
function named(marks: readonly Mark[]): Mark[] {
  const decades = (mark: Mark) =>
    [Math.log10(Number(mark["predicted"])), Math.log10(Number(mark["value"]))] as const;
  const near = (a: Mark, b: Mark) => decades(a).every((own, i) => Math.abs(own - decades(b)[i]!) < TOGETHER);
  const layers = marks.filter(({ size, estimator }) => size !== 28 && estimator !== NEUTRAL);
  return marks.map((mark) => {
    if (!layers.includes(mark)) return { ...mark, name: "" };
    const together = layers.filter((other) => near(mark, other));
    return { ...mark, name: together[0] === mark ? together.map(({ layer }) => layer).join("; ") : "" };
  });
}

/** What the sizes give, and what the paper's layers do. */
function takeAway(marks: readonly Mark[]): string {
  const gaining = marks.filter(({ predicted }) => Number(predicted) > 1);
  const parts = ["scale", "upstream"].flatMap((block) => {
    const own = gaining.filter((mark) => mark["block"] === block);
    if (own.length === 0) return [];
    const gradient = block === "scale" ? "of the scales" : "that flows upstream";
    return [
      `the variance of the gradient ${gradient} by ${formatSpan(own.map(({ value }) => Number(value)))}`,
    ];
  });
  const idle = marks.filter(({ predicted }) => Number(predicted) <= 1);
  const most = Math.max(...idle.map(({ value }) => Math.abs(Number(value) - 1)), 0);
  return [
    ...(parts.length === 0 ? [] : [`Where n > m, R2-G2 divides ${listing(parts)}.`]),
    ...(idle.length === 0 ? [] : [
      most < 1e-3
        ? "Where n ≤ m it changes nothing."
        : `Where n ≤ m it changes at most ${formatNumber(100 * most, 2)} %.`,
    ]),
  ].join(" ");
}

function scatter(marks: readonly Mark[], layout: Layout): TopLevelSpec {
  const width = panelWidth(layout, { labels: ["1000 00"], columns: 1 }) - 40;
  const all = marks.flatMap((mark) => [mark["low"], mark["high"], mark["predicted"]] as number[]);
  const [least, most] = logSpan(all);
  const span: [number, number] = [least / 1.4, most * 1.4];
  const scale = logScale(span, all);
  const channels = pointChannels(marks, topLegend(marks, width));
  const x = {
    field: "predicted",
    type: "quantitative",
    scale,
    axis: { ...logAxis(span), title: "Predicted: n / min(m, n) (log scale)" },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale,
    axis: { ...logAxis(span), title: "Measured: RT / R2-G2 (log scale)" },
  });
  const diagonal = { values: span.map((end) => ({ predicted: end, value: end })) };
  const middle = Math.sqrt(span[0] * span[1]);
  const text = (side: "left" | "right") => ({
    transform: [{ filter: `datum.name !== '' && datum.predicted ${side === "left" ? "<=" : ">"} ${middle}` }],
    mark: {
      ...{ type: "text", fontSize: layout === "wide" ? 11.5 : 10, color: "currentColor", baseline: "middle" },
      ...(side === "left" ? { align: "left", dx: 10, dy: -9 } : { align: "right", dx: -10, dy: 0 }),
    },
    encoding: { x, y: y("value"), text: { field: "name", type: "nominal" } },
  });
  return {
    $schema: SCHEMA,
    data: inlineData(marks),
    width,
    height: layout === "wide" ? 330 : 260,
    layer: [
      {
        data: diagonal,
        mark: { type: "line", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
        encoding: { x, y: y("value") },
      },
      {
        mark: { type: "rule", strokeWidth: 1.5 },
        encoding: { opacity: fading(1), x, y: y("low"), y2: { field: "high" }, color: channels["color"] },
      },
      {
        params: [LEGEND_TOGGLE],
        mark: { type: "point", filled: true },
        encoding: {
          opacity: fading(0.85),
          x,
          y: y("value"),
          ...channels,
          size: { field: "size", type: "quantitative", scale: null },
          tooltip: tooltips(marks, {
            ...{
              layer: "layer",
              label: "variance of the",
              outputs: "m",
              inputs: "n",
              predicted: "prediction",
            },
            ...{ value: "reduction", low: "from", high: "to" },
          }),
        },
      },
      text("left"),
      text("right"),
    ],
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
