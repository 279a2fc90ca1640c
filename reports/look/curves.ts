/**
 * Lines over training with interval bands, one panel per quantity, each with scales of its own.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
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
import type { Layout, Mark } from "./chart.ts";

/** Options of {@linkcode curves}. Marks have `panel`, `label`, `estimator`, `value`, `low` and `high`. */
export interface CurveOptions {
  /** Field on the horizontal axis. */
  readonly horizontal: string;
  /** Title of the horizontal axis, with unit. */
  readonly axis: string;
  /** What the vertical axes of all panels show, with unit; once, above them. */
  readonly vertical?: string;
  /** Pixels of a panel. @default 200 */
  readonly height?: number;
}

/** The specification of a chart of curves. */
export function curves(marks: readonly Mark[], layout: Layout, options: CurveOptions): TopLevelSpec {
  const panels = distinct(marks, "panel");
  const columns = layout === "narrow" ? 1 : panels.length === 4 ? 2 : Math.min(3, panels.length);
  const [total, gap] = [layout === "wide" ? 890 : 332, 72];
  const width = Math.floor((total - 52 - gap * (columns - 1)) / columns);
  const legend = {
    ...topLegend(marks, total - 52, { symbol: DASHES }),
    // A symbol's size is its area: this long, a stroke shows its dashes.
    ...{ symbolOpacity: 1, symbolType: "stroke", symbolStrokeWidth: 3, symbolSize: DASHES ** 2 },
  };
  const { color } = pointChannels(marks, legend) as { color: object };
  const { domain, dashes } = estimatorScale(marks);
  const x = {
    field: options.horizontal,
    type: "quantitative",
    axis: {
      ...{ title: options.axis, tickCount: 4, grid: false, format: "~g" },
      ...{ labelOverlap: "greedy", labelSeparation: 8 },
    },
  };
  const y = {
    type: "quantitative",
    title: null,
    scale: { zero: false },
    axis: { tickCount: 5, labelFlush: true },
  };
  const fields = {
    label: "estimator",
    [options.horizontal]: options.horizontal,
    value: "mean",
    low: "from",
    high: "to",
  };
  const layer = [
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
        tooltip: tooltips(marks, fields),
      },
    },
  ];
  return {
    $schema: SCHEMA,
    ...(options.vertical === undefined ? {} : { title: topTitle(options.vertical) }),
    data: inlineData(marks),
    facet: { field: "panel", type: "nominal", sort: panels, title: null },
    columns,
    bounds: "flush",
    spacing: { row: 84, column: gap },
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: { width, height: layout === "wide" ? options.height ?? 200 : 180, layer },
    config: CONFIG,
  } as unknown as TopLevelSpec;
}

/** Pixels of a line in the legend. */
const DASHES = 28;

function topTitle(text: string): object {
  return {
    ...{ text, orient: "top", anchor: "start", frame: "group", offset: 8 },
    ...{ fontSize: 12, fontWeight: "normal", color: "currentColor" },
  };
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
