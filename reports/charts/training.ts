/**
 * Training curves against steps and against seconds.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { curveRows, OUTCOMES } from "../analysis/training.ts";
import { plural } from "../format.ts";
import { compareEstimators, estimatorStyle } from "./styles.ts";
import {
  CONFIG,
  distinct,
  estimatorScale,
  fading,
  inlineData,
  LEGEND_TOGGLE,
  pointChannels,
  SCHEMA,
  tooltips,
  topLegend,
} from "./theme.ts";
import type { Chart, Layout, Row } from "./types.ts";

/** Curves against steps, for budgets of steps. */
export const trainingStepsChart: Chart = curveChart("training-steps", {
  title: "Training at equal steps",
  axis: "Step",
  budget: "steps:",
  horizontal: "step",
});

/** Curves against seconds, for budgets of time. */
export const trainingSecondsChart: Chart = curveChart("training-seconds", {
  title: "Training at equal time",
  axis: "Training time, s (evaluation not counted)",
  budget: "time:",
  horizontal: "seconds",
});

interface CurveOptions {
  readonly title: string;
  readonly axis: string;
  /** Prefix of the budgets that belong here. */
  readonly budget: string;
  readonly horizontal: "step" | "seconds";
}

function curveChart(name: string, options: CurveOptions): Chart {
  return {
    name,
    experiment: "training",
    rows: (records) =>
      curveRows(records)
        .filter(({ budget }) => budget.startsWith(options.budget))
        .sort((a, b) => compareEstimators(a.estimator, b.estimator))
        .map(({ subject, budget, outcome, estimator, seeds, step, seconds, result }) => ({
          panel: `${subject}, ${OUTCOMES[outcome]?.label} (${OUTCOMES[outcome]?.unit})`,
          subject,
          budget,
          outcome,
          estimator,
          label: estimatorStyle(estimator).label,
          step,
          ...(seconds === undefined ? {} : { seconds }),
          seeds,
          ...result,
        }))
        .filter((row) => options.horizontal in row)
        .filter(({ step }) => step > 0)
        .sort((a, b) => a.panel.localeCompare(b.panel, "en")),
    title: () => options.title,
    caption: (rows) =>
      `Mean over ${
        plural(Number(rows[0]?.["seeds"]), "seed")
      } with its 95 % interval as a band; upwards is ` +
      "better. Seeds are paired, so the table's differences are sharper than the bands' overlap suggests.",
    spec: (rows, layout) => curves(rows, layout, options),
  };
}

function curves(rows: readonly Row[], layout: Layout, options: CurveOptions): TopLevelSpec {
  const panels = distinct(rows, "panel");
  const columns = layout === "narrow" ? 1 : panels.length === 4 ? 2 : Math.min(3, panels.length);
  const [total, gap] = [layout === "wide" ? 890 : 332, 72];
  const width = Math.floor((total - 52 - gap * (columns - 1)) / columns);
  const legend = {
    ...topLegend(rows, total - 52),
    ...{ symbolOpacity: 1, symbolType: "stroke", symbolStrokeWidth: 3 },
  };
  const { color } = pointChannels(rows, legend) as { color: object };
  const { domain, dashes } = estimatorScale(rows);
  const x = {
    field: options.horizontal,
    type: "quantitative",
    axis: { title: options.axis, tickCount: 5, grid: false },
  };
  const y = { type: "quantitative", title: null, scale: { zero: false }, axis: { tickCount: 5 } };
  const fields = {
    label: "estimator",
    [options.horizontal]: options.horizontal,
    value: "mean",
    low: "from",
    high: "to",
  };
  const marks = [
    {
      mark: { type: "area" },
      encoding: { opacity: fading(0.2), x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
    },
    {
      mark: { type: "line", strokeWidth: 2 },
      encoding: {
        opacity: fading(1),
        x,
        y: { ...y, field: "value" },
        color,
        strokeDash: {
          field: "label",
          type: "nominal",
          scale: { domain, range: dashes.map(visible) },
          legend,
        },
      },
    },
    {
      params: layout === "wide" ? [LEGEND_TOGGLE, ZOOM] : [LEGEND_TOGGLE],
      mark: { type: "point", filled: true, size: 30 },
      encoding: {
        opacity: fading(1),
        x,
        y: { ...y, field: "value" },
        color,
        tooltip: tooltips(rows, fields),
      },
    },
  ];
  return {
    $schema: SCHEMA,
    data: inlineData(rows),
    facet: { field: "panel", type: "nominal", sort: panels, title: null },
    columns,
    bounds: "flush",
    spacing: { row: 84, column: gap },
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: { width, height: layout === "wide" ? 200 : 180, layer: marks },
    config: CONFIG,
  } as unknown as TopLevelSpec;
}

/** With Shift: the wheel zooms and dragging moves. Without, both scroll the page. */
const ZOOM = {
  name: "zoom",
  select: {
    type: "interval",
    zoom: "wheel![event.shiftKey]",
    translate: "[pointerdown[event.shiftKey], pointerup] > pointermove!",
    on: "[pointerdown[event.shiftKey], pointerup] > pointermove!",
  },
  bind: "scales",
} as const;

/** A dash pattern that Vega draws as solid where it is empty. */
function visible(dash: readonly number[]): number[] {
  return dash.length === 0 ? [1, 0] : [...dash];
}
